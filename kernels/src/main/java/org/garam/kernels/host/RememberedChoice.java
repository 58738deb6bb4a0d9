package org.garam.kernels.host;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Choices that are made once on a machine by trying. What won is kept on disk, so that every later process chooses the
 * same: another candidate may add numbers in another order, and results must not depend on when a program was started.
 * For the same reason nothing is tried where there is no cache to remember it.
 */
public final class RememberedChoice {
    private final DiskCache cache;
    private final Map<String, Object> chosen = new HashMap<>();

    public RememberedChoice(DiskCache cache) {
        this.cache = cache;
    }

    /**
     * {@return the candidate that won, then or now}
     *
     * @param key what the choice depends on
     * @param candidates are told apart by their {@code toString}
     * @param otherwise the candidate to take if nothing can be remembered or nothing wins
     * @param trial finds the candidate that wins; nothing if none could be tried, which another process will try again
     */
    public synchronized <C> C choose(String key, Collection<C> candidates, C otherwise,
            Supplier<Optional<C>> trial) {
        if (!cache.isThere() || candidates.size() == 1) {
            return otherwise;
        }
        String entry = DiskCache.key(key, candidates.toString());
        @SuppressWarnings("unchecked") // The key has all candidates in it.
        C known = (C) chosen.get(entry);
        if (known == null) {
            // A trial may need choices of its own.
            known = remembered(entry, candidates).or(() -> trial.get().flatMap(winner -> kept(entry, winner, candidates)))
                    .orElse(otherwise);
            chosen.put(entry, known);
        }
        return known;
    }

    /** Another process may have come first; and what is not remembered, the next would choose differently. */
    private <C> Optional<C> kept(String entry, C winner, Collection<C> candidates) {
        if (remembered(entry, candidates).isEmpty()) {
            cache.store(entry, winner.toString().getBytes(StandardCharsets.UTF_8));
        }
        return remembered(entry, candidates);
    }

    private <C> Optional<C> remembered(String entry, Collection<C> candidates) {
        return cache.load(entry).map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .flatMap(name -> candidates.stream().filter(candidate -> candidate.toString().equals(name))
                .findFirst());
    }
}

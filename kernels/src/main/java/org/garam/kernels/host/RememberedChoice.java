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
     * @param otherwise the candidate to take if nothing can be remembered
     * @param trial finds the candidate that wins
     */
    public synchronized <C> C choose(String key, Collection<C> candidates, C otherwise, Supplier<C> trial) {
        if (!cache.isThere() || candidates.size() == 1) {
            return otherwise;
        }
        String entry = DiskCache.key(key, candidates.toString());
        @SuppressWarnings("unchecked") // The key has all candidates in it.
        C known = (C) chosen.computeIfAbsent(entry, _ -> remembered(entry, candidates).orElseGet(() -> {
            C winner = trial.get();
            // Another process may have come first; and what is not remembered, the next would choose differently.
            if (remembered(entry, candidates).isEmpty()) {
                cache.store(entry, winner.toString().getBytes(StandardCharsets.UTF_8));
            }
            return remembered(entry, candidates).orElse(otherwise);
        }));
        return known;
    }

    private <C> Optional<C> remembered(String entry, Collection<C> candidates) {
        return cache.load(entry).map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .flatMap(name -> candidates.stream().filter(candidate -> candidate.toString().equals(name))
                .findFirst());
    }
}

package org.garam.kernels.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.garam.kernels.KernelFunction;

/**
 * The functions built on a device, by name. A plan builds what it needs and is not there yet as one program. Programs that
 * no plan needs any more are kept for the next one, up to a number.
 *
 * @param <P> what the device makes of functions
 */
public final class ProgramCache<P extends ProgramCache.Program> implements AutoCloseable {
    /** Functions built together; one is equal to no other. */
    public interface Program {
        /** {@return the names of the functions} */
        Set<String> functions();

        /** Frees the program; nobody uses it any more. */
        void release();
    }

    private final Function<List<KernelFunction>, P> compiler;
    private final int mostUnused;
    private final Map<String, P> byFunction = new HashMap<>();
    private final Map<P, Integer> users = new HashMap<>();
    /** Those not needed for longest first. */
    private final Set<P> unused = new LinkedHashSet<>();
    private boolean closed;

    /**
     * An empty cache.
     *
     * @param compiler builds functions
     * @param mostUnused how many programs are kept that no plan needs
     */
    public ProgramCache(Function<List<KernelFunction>, P> compiler, int mostUnused) {
        this.compiler = compiler;
        this.mostUnused = mostUnused;
    }

    /**
     * {@return for each function its program, kept until {@link #release}}
     *
     * @throws org.garam.spi.DeviceException if one cannot be compiled
     */
    public synchronized Map<String, P> acquire(Collection<KernelFunction> functions) {
        List<KernelFunction> missing =
                functions.stream().filter(function -> !byFunction.containsKey(function.name())).toList();
        if (!missing.isEmpty()) {
            P built = compiler.apply(missing);
            missing.forEach(function -> byFunction.put(function.name(), built));
        }
        Map<String, P> needed = new HashMap<>();
        functions.forEach(function -> needed.put(function.name(), byFunction.get(function.name())));
        for (P program : new HashSet<>(needed.values())) {
            users.merge(program, 1, Integer::sum);
            unused.remove(program);
        }
        return needed;
    }

    /** Lets go of what {@link #acquire} returned. */
    public synchronized void release(Map<String, P> needed) {
        if (closed) {
            return;
        }
        for (P program : new HashSet<>(needed.values())) {
            if (users.merge(program, -1, Integer::sum) == 0) {
                users.remove(program);
                unused.add(program);
            }
        }
        Iterator<P> oldest = unused.iterator();
        while (unused.size() > mostUnused) {
            P program = oldest.next();
            oldest.remove();
            program.functions().forEach(byFunction::remove);
            program.release();
        }
    }

    /** {@return the number of programs held} */
    public synchronized int size() {
        return new HashSet<>(byFunction.values()).size();
    }

    @Override
    public synchronized void close() {
        new ArrayList<>(new HashSet<>(byFunction.values())).forEach(Program::release);
        byFunction.clear();
        users.clear();
        unused.clear();
        closed = true;
    }
}

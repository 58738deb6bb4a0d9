package org.garam.backend.opencl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.garam.kernels.KernelFunction;

/**
 * The functions built on a device, by name. A plan builds what it needs and is not there yet as one program. Programs that
 * no plan needs any more are kept for the next one, up to a number.
 */
final class ProgramCache implements AutoCloseable {
    private final ProgramCompiler compiler;
    private final int mostUnused;
    private final Map<String, BuiltProgram> byFunction = new HashMap<>();
    /** Those not needed for longest first. */
    private final Set<BuiltProgram> unused = new LinkedHashSet<>();
    private boolean closed;

    /** @param mostUnused how many programs are kept that no plan needs */
    ProgramCache(ProgramCompiler compiler, int mostUnused) {
        this.compiler = compiler;
        this.mostUnused = mostUnused;
    }

    /**
     * {@return for each function its program, kept until {@link #release}}
     *
     * @throws org.garam.spi.DeviceException if one cannot be compiled
     */
    synchronized Map<String, BuiltProgram> acquire(Collection<KernelFunction> functions) {
        List<KernelFunction> missing =
                functions.stream().filter(function -> !byFunction.containsKey(function.name())).toList();
        if (!missing.isEmpty()) {
            BuiltProgram built = compiler.compile(missing);
            missing.forEach(function -> byFunction.put(function.name(), built));
        }
        Map<String, BuiltProgram> needed = new HashMap<>();
        functions.forEach(function -> needed.put(function.name(), byFunction.get(function.name())));
        for (BuiltProgram program : new HashSet<>(needed.values())) {
            program.changeUsers(1);
            unused.remove(program);
        }
        return needed;
    }

    /** Lets go of what {@link #acquire} returned. */
    synchronized void release(Map<String, BuiltProgram> needed) {
        if (closed) {
            return;
        }
        for (BuiltProgram program : new HashSet<>(needed.values())) {
            program.changeUsers(-1);
            if (program.isUnused()) {
                unused.add(program);
            }
        }
        Iterator<BuiltProgram> oldest = unused.iterator();
        while (unused.size() > mostUnused) {
            BuiltProgram program = oldest.next();
            oldest.remove();
            program.localBytes().keySet().forEach(byFunction::remove);
            program.release();
        }
    }

    /** {@return the number of programs held} */
    synchronized int size() {
        return new HashSet<>(byFunction.values()).size();
    }

    @Override
    public synchronized void close() {
        new ArrayList<>(new HashSet<>(byFunction.values())).forEach(BuiltProgram::release);
        byFunction.clear();
        unused.clear();
        closed = true;
    }
}

package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.host.KernelTrial;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;

/**
 * Takes the time of kernels. Each measurement is one graph of many runs, so that it holds the device's time alone
 * and not the host's; the ways take turns, so that a device that gets slower as it gets warm is so for all of them.
 *
 * @param <W> what the ways are
 */
public final class WayTiming<W> implements WayChoice.Timing<W> {
    private static final int MEASUREMENTS = 5;

    /** Compiles a plan with its kernels run in a given way. */
    @FunctionalInterface
    public interface Compiler<W> {
        /** @throws DeviceException if the device refuses */
        Executable compile(Plan plan, W way);
    }

    private final Device device;
    private final DeviceTraits traits;
    private final KernelTrial.Failures failures;
    private final Compiler<W> compiler;

    public WayTiming(Device device, DeviceTraits traits, KernelTrial.Failures failures, Compiler<W> compiler) {
        this.device = device;
        this.traits = traits;
        this.failures = failures;
        this.compiler = compiler;
    }

    @Override
    public Map<W, Long> nanoseconds(List<Kernel> kernels, Set<W> ways) {
        try (KernelTrial trial = new KernelTrial(device, traits, failures, kernels)) {
            Map<W, KernelTrial.Candidate> candidates = new LinkedHashMap<>();
            try {
                for (W way : ways) {
                    add(candidates, trial, way);
                }
                return measure(candidates);
            } finally {
                candidates.values().forEach(KernelTrial.Candidate::close);
            }
        }
    }

    private void add(Map<W, KernelTrial.Candidate> candidates, KernelTrial trial, W way) {
        try {
            candidates.put(way, trial.candidate(compiler.compile(trial.plan(), way)));
        } catch (DeviceException _) {
            // A way that cannot run here is only one candidate less.
        }
    }

    private static <W> Map<W, Long> measure(Map<W, KernelTrial.Candidate> candidates) {
        Map<W, List<Long>> times = new LinkedHashMap<>();
        for (int i = 0; i < MEASUREMENTS; i++) {
            candidates.forEach((way, candidate) ->
                    times.computeIfAbsent(way, _ -> new ArrayList<>()).add(candidate.nanoseconds()));
        }
        Map<W, Long> medians = new LinkedHashMap<>();
        times.forEach((way, measured) -> medians.put(way, measured.stream().sorted().toList().get(MEASUREMENTS / 2)));
        return medians;
    }
}

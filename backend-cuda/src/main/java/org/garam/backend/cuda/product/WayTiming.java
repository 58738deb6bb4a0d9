package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.EnumMap;
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
 */
public final class WayTiming implements WayChoice.Timing {
    private static final int MEASUREMENTS = 5;

    /** Compiles a plan with its kernels run in a given way. */
    @FunctionalInterface
    public interface Compiler {
        /** @throws DeviceException if the device refuses */
        Executable compile(Plan plan, KernelWay way);
    }

    private final Device device;
    private final DeviceTraits traits;
    private final KernelTrial.Failures failures;
    private final Compiler compiler;

    public WayTiming(Device device, DeviceTraits traits, KernelTrial.Failures failures, Compiler compiler) {
        this.device = device;
        this.traits = traits;
        this.failures = failures;
        this.compiler = compiler;
    }

    @Override
    public Map<KernelWay, Long> nanoseconds(Kernel kernel, Set<KernelWay> ways) {
        try (KernelTrial trial = new KernelTrial(device, traits, failures, kernel)) {
            Map<KernelWay, KernelTrial.Candidate> candidates = new EnumMap<>(KernelWay.class);
            try {
                for (KernelWay way : ways) {
                    add(candidates, trial, way);
                }
                return measure(candidates);
            } finally {
                candidates.values().forEach(KernelTrial.Candidate::close);
            }
        }
    }

    private void add(Map<KernelWay, KernelTrial.Candidate> candidates, KernelTrial trial, KernelWay way) {
        try {
            candidates.put(way, trial.candidate(compiler.compile(trial.plan(), way)));
        } catch (DeviceException _) {
            // A way that cannot run here is only one candidate less.
        }
    }

    private static Map<KernelWay, Long> measure(Map<KernelWay, KernelTrial.Candidate> candidates) {
        Map<KernelWay, List<Long>> times = new EnumMap<>(KernelWay.class);
        for (int i = 0; i < MEASUREMENTS; i++) {
            candidates.forEach((way, candidate) ->
                    times.computeIfAbsent(way, _ -> new ArrayList<>()).add(candidate.nanoseconds()));
        }
        Map<KernelWay, Long> medians = new EnumMap<>(KernelWay.class);
        times.forEach((way, measured) -> medians.put(way, measured.stream().sorted().toList().get(MEASUREMENTS / 2)));
        return medians;
    }
}

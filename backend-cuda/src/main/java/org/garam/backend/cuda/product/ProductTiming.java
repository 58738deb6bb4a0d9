package org.garam.backend.cuda.product;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.garam.kernels.DeviceTraits;
import org.garam.kernels.host.GemmTrial;
import org.garam.plan.Kernel;
import org.garam.plan.Plan;
import org.garam.spi.Device;
import org.garam.spi.DeviceException;
import org.garam.spi.Executable;

/**
 * Takes the time of products. Each measurement is one graph of many products, so that it holds the device's time alone
 * and not the host's; the ways take turns, so that a device that gets slower as it gets warm is so for all of them.
 */
public final class ProductTiming implements ProductChoice.Timing {
    private static final int MEASUREMENTS = 5;

    /** Compiles a plan with its products computed in a given way. */
    @FunctionalInterface
    public interface Compiler {
        /** @throws DeviceException if the device refuses */
        Executable compile(Plan plan, ProductWay way);
    }

    private final Device device;
    private final DeviceTraits traits;
    private final GemmTrial.Failures failures;
    private final Compiler compiler;

    public ProductTiming(Device device, DeviceTraits traits, GemmTrial.Failures failures, Compiler compiler) {
        this.device = device;
        this.traits = traits;
        this.failures = failures;
        this.compiler = compiler;
    }

    @Override
    public Map<ProductWay, Long> nanoseconds(Kernel.Gemm gemm, Set<ProductWay> ways) {
        try (GemmTrial trial = new GemmTrial(device, traits, failures, gemm)) {
            Map<ProductWay, GemmTrial.Candidate> candidates = new EnumMap<>(ProductWay.class);
            try {
                for (ProductWay way : ways) {
                    add(candidates, trial, way);
                }
                return measure(candidates);
            } finally {
                candidates.values().forEach(GemmTrial.Candidate::close);
            }
        }
    }

    private void add(Map<ProductWay, GemmTrial.Candidate> candidates, GemmTrial trial, ProductWay way) {
        try {
            candidates.put(way, trial.candidate(compiler.compile(trial.plan(), way)));
        } catch (DeviceException _) {
            // A way that cannot run here is only one candidate less.
        }
    }

    private static Map<ProductWay, Long> measure(Map<ProductWay, GemmTrial.Candidate> candidates) {
        Map<ProductWay, List<Long>> times = new EnumMap<>(ProductWay.class);
        for (int i = 0; i < MEASUREMENTS; i++) {
            candidates.forEach((way, candidate) ->
                    times.computeIfAbsent(way, _ -> new ArrayList<>()).add(candidate.nanoseconds()));
        }
        Map<ProductWay, Long> medians = new EnumMap<>(ProductWay.class);
        times.forEach((way, measured) -> medians.put(way, measured.stream().sorted().toList().get(MEASUREMENTS / 2)));
        return medians;
    }
}

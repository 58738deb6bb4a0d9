package org.garam.bench;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * Something that Garam and PyTorch both do.
 *
 * @param title what it is, for people
 * @param peer what {@code peer.py} is asked to prepare
 * @param garam how Garam does it, by PyTorch's name of the precision: {@code fp32}, {@code tf32}, {@code bf16}
 * @param amount how many floating-point operations or bytes one run takes, by {@code unit}
 * @param unit what is counted
 * @param goals what it has to reach
 */
record ComparedWork(String title, Map<String, ?> peer, SequencedMap<String, Supplier<Workload>> garam, double amount, Unit unit,
        List<Goal> goals) {
    /** What the speed of a work is measured in. */
    enum Unit {
        STEPS("steps/s", 1),
        OPERATIONS("TFLOP/s", 1e-12),
        BYTES("GB/s", 1e-9);

        private final String name;
        private final double scale;

        Unit(String name, double scale) {
            this.name = name;
            this.scale = scale;
        }

        /** {@return for example {@code 1.25 TFLOP/s}} */
        String speed(double amount, double microseconds) {
            return "%.4g %s".formatted(amount / microseconds * 1e6 * scale, name);
        }
    }

    /**
     * A ratio that a work has to reach.
     *
     * @param of what is compared with Garam's time or speed
     * @param least the least ratio
     */
    record Goal(Of of, double least) {
        /** What Garam is compared with. */
        enum Of {
            FASTEST_PEER("the fastest of PyTorch"),
            EAGER_PEER("PyTorch eager"),
            COPY_BANDWIDTH("the bandwidth of a copy");

            private final String text;

            Of(String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }
    }
}

package org.garam.conformance;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/** How the elements of an input are made; they are rounded to its type afterwards. */
public interface Values {
    /** {@return the elements of an input of this type} */
    double[] make(TensorType type, SplittableRandom random);

    /** {@return random numbers in [{@code low}, {@code high}); for integers whole ones} */
    static Values between(double low, double high) {
        return (type, random) -> random.doubles(type.shape().count(), low, high)
                .map(x -> type.dtype().isFloating() ? x : Math.floor(x)).toArray();
    }

    /** {@return random numbers of both signs with magnitudes in [{@code low}, {@code high})} */
    static Values bothSigns(double low, double high) {
        return (type, random) -> random.doubles(type.shape().count(), low, high)
                .map(x -> random.nextBoolean() ? x : -x).toArray();
    }

    /** {@return evenly spaced numbers in [-1, 1) in random order, so that no two are nearly equal} */
    static Values spaced() {
        return (type, random) -> {
            double[] elements = new double[Math.toIntExact(type.shape().count())];
            for (int i = 0; i < elements.length; i++) {
                int other = random.nextInt(i + 1);
                elements[i] = elements[other];
                elements[other] = 2.0 * i / elements.length - 1;
            }
            return elements;
        };
    }

    /** {@return a random mix of the numbers that are hard for the input's type} */
    static Values anySpecial() {
        return (type, random) -> {
            double[] special = special(type.dtype());
            return random.ints(type.shape().count(), 0, special.length).mapToDouble(i -> special[i]).toArray();
        };
    }

    /** {@return these numbers, again and again} */
    static Values cycle(double... numbers) {
        return (type, _) -> DoubleStream.iterate(0, i -> i + 1).limit(type.shape().count())
                .map(i -> numbers[(int) i % numbers.length]).toArray();
    }

    /** {@return numbers of every magnitude the type has, both zeros, and for floating-point types what is no number} */
    static double[] special(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> floating(Float.MIN_VALUE, 0x1.8p-130, Float.MIN_NORMAL, Float.MAX_VALUE, Math.ulp(1f));
            case FLOAT64 -> floating(Double.MIN_VALUE, 0x1.8p-1030, Double.MIN_NORMAL, Double.MAX_VALUE, Math.ulp(1.0));
            case FLOAT16 -> floating(0x1p-24, 0x1.8p-17, 0x1p-14, 65504, 0x1p-10);
            case BFLOAT16 -> floating(0x1p-133, 0x1.8p-130, Float.MIN_NORMAL, 0x1.FEp127, 0x1p-7);
            case INT8 -> new double[] {0, 1, -1, 2, -3, 100, Byte.MAX_VALUE, Byte.MIN_VALUE};
            case INT16 -> new double[] {0, 1, -1, 2, -3, 1000, Short.MAX_VALUE, Short.MIN_VALUE};
            case INT32 -> new double[] {0, 1, -1, 2, -3, 0x1000001, Integer.MAX_VALUE, Integer.MIN_VALUE};
            // Beyond 2^53 the reference would round, and products have to stay below that as well.
            case INT64 -> new double[] {0, 1, -1, 2, -3, 0x1000001, 0x3FFFFFF, -0x3FFFFFF};
            case UINT8 -> new double[] {0, 1, 2, 3, 127, 128, 200, 255};
            case BOOL -> new double[] {0, 1};
        };
    }

    private static double[] floating(double tiny, double subnormal, double normal, double largest, double ulp) {
        double[] magnitudes = {0, tiny, subnormal, normal, 1e-30, 1e-10, 1e-5, 0.25, 0.5 - ulp / 4, 0.5, 1 - ulp / 2, 1,
            1 + ulp, 1.5, 2.5, 3, 3.5, 10, 20.25, 80, 100, 1000.5, 0x1p22 + 0.5, 0x1p23 + 1, 0x1p31, 0x1p60, 1e30,
            largest, Double.POSITIVE_INFINITY};
        DoubleStream negative = Arrays.stream(magnitudes).map(x -> -x);
        return DoubleStream.concat(DoubleStream.of(Double.NaN),
                DoubleStream.concat(Arrays.stream(magnitudes), negative)).toArray();
    }
}

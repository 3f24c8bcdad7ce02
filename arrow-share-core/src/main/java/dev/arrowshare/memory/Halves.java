package dev.arrowshare.memory;

/** Numbers of 16 bits (IEEE 754 binary16), which Java 17 cannot convert. */
public final class Halves {
    private static final int FRACTION_BITS = 10;
    private static final int EXPONENTS = 0x1F;
    private static final int LEAST_EXPONENT = -14;
    private static final double TOO_LARGE = 65_520;

    private Halves() {}

    /** The number that the bits stand for; exact. */
    public static double value(short bits) {
        int exponent = (bits >> FRACTION_BITS) & EXPONENTS;
        int fraction = bits & (1 << FRACTION_BITS) - 1;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, LEAST_EXPONENT - FRACTION_BITS);
            case EXPONENTS -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction | 1 << FRACTION_BITS), exponent - 15 - FRACTION_BITS);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The half that is nearest, the even one of two, as a double. */
    public static double nearest(double value) {
        if (Math.abs(value) >= TOO_LARGE) {
            return Math.copySign(Double.POSITIVE_INFINITY, value);
        }
        int exponent = Math.max(Math.getExponent(value), LEAST_EXPONENT);
        return Math.scalb(Math.rint(Math.scalb(value, FRACTION_BITS - exponent)), exponent - FRACTION_BITS);
    }

    /** The bits of a value that came from {@link #value} or {@link #nearest}. */
    public static short ofExact(double value) {
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(value);
        if (Double.isInfinite(magnitude)) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14) {
            return (short) (sign | (int) (magnitude * 0x1p24));
        }
        int exponent = Math.getExponent(magnitude);
        int fraction = (int) Math.scalb(magnitude, FRACTION_BITS - exponent) - 1024;
        return (short) (sign | (exponent + 15) << FRACTION_BITS | fraction);
    }
}

package dev.arrowshare.filter;

/** Numbers of 16 bits (IEEE 754 binary16), which Java 17 cannot convert. */
final class Halves {
    private static final int FRACTION_BITS = 10;
    private static final int EXPONENTS = 0x1F;
    private static final int LEAST_EXPONENT = -14;
    private static final double TOO_LARGE = 65_520;

    private Halves() {}

    static double value(short bits) {
        int exponent = bits >> FRACTION_BITS & EXPONENTS;
        int fraction = bits & (1 << FRACTION_BITS) - 1;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, LEAST_EXPONENT - FRACTION_BITS);
            case EXPONENTS -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction | 1 << FRACTION_BITS), exponent - 15 - FRACTION_BITS);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The half that is nearest, the even one of two, as a double. */
    static double nearest(double value) {
        if (Math.abs(value) >= TOO_LARGE) {
            return Math.copySign(Double.POSITIVE_INFINITY, value);
        }
        int exponent = Math.max(Math.getExponent(value), LEAST_EXPONENT);
        return Math.scalb(Math.rint(Math.scalb(value, FRACTION_BITS - exponent)), exponent - FRACTION_BITS);
    }
}

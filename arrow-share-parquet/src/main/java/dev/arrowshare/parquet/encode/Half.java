package dev.arrowshare.parquet.encode;

/** IEEE 754 half-precision numbers, which Java 17 has no methods for. */
final class Half {
    private Half() {}

    static double toDouble(short bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The bits of a value that came from {@link #toDouble}. */
    static short ofExact(double value) {
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(value);
        if (Double.isInfinite(magnitude)) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14) {
            return (short) (sign | (int) (magnitude * 0x1p24));
        }
        int exponent = Math.getExponent(magnitude);
        int fraction = (int) Math.scalb(magnitude, 10 - exponent) - 1024;
        return (short) (sign | (exponent + 15) << 10 | fraction);
    }
}

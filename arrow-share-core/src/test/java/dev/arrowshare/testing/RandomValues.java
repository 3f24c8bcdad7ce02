package dev.arrowshare.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random values of single cells: mostly ordinary, with the extremes of each type now and then. */
final class RandomValues {
    private static final String[] ALPHABET = {"a", "b", "z", "0", " ", "\"", "é", "漢", "😀", "\u0000", "\n"};
    private static final long SECONDS_IN_500_YEARS = 500L * 365 * 86_400;

    private final Random random;
    private final boolean isDistinct;
    private int made;

    private RandomValues(Random random, boolean isDistinct) {
        this.random = random;
        this.isDistinct = isDistinct;
    }

    static RandomValues of(Random random) {
        return new RandomValues(random, false);
    }

    /** Values for a dictionary: texts and integers that differ from each other, as most readers expect. */
    static RandomValues distinct(Random random) {
        return new RandomValues(random, true);
    }

    private boolean isExtreme() {
        return random.nextInt(8) == 0;
    }

    /** A two's complement number of that many bits. */
    long integer(int bits) {
        if (isDistinct) {
            return made++;
        }
        long min = -1L << (bits - 1);
        if (isExtreme()) {
            long[] extremes = {0, 1, -1, min, ~min};
            return extremes[random.nextInt(extremes.length)];
        }
        return random.nextInt(4) == 0 ? random.nextInt(100) : random.nextLong() >> (64 - bits);
    }

    double real() {
        if (isExtreme()) {
            double[] extremes = {
                0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
            };
            return extremes[random.nextInt(extremes.length)];
        }
        return random.nextGaussian() * 1_000;
    }

    /** The bits of a half-precision number; no NaN but the canonical one. */
    short half() {
        short bits = (short) random.nextInt();
        boolean isSpecial = (bits & 0x7C00) == 0x7C00;
        return isSpecial && (bits & 0x3FF) != 0 ? 0x7E00 : bits;
    }

    /** Little-endian two's complement of at most {@code precision} digits. */
    byte[] decimal(int precision, int bytes) {
        BigInteger limit = BigInteger.TEN.pow(isExtreme() ? 1 : precision);
        BigInteger value = new BigInteger(limit.bitLength() + 8, random).mod(limit);
        byte[] bigEndian = (random.nextBoolean() ? value.negate() : value).toByteArray();
        byte[] result = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            int from = bigEndian.length - 1 - i;
            result[i] = from >= 0 ? bigEndian[from] : (byte) (bigEndian[0] < 0 ? -1 : 0);
        }
        return result;
    }

    /** Days since 1970, from the year 1 to 9999. */
    int day() {
        return isExtreme() ? 0 : -719_162 + random.nextInt(3_652_059);
    }

    /** A time of day. */
    long time(long unitsPerSecond) {
        return isExtreme() ? 86_400 * unitsPerSecond - 1 : (long) (random.nextDouble() * 86_400 * unitsPerSecond);
    }

    /** A time since 1970, within what nanoseconds can express in 64 bits. */
    long timestamp(long unitsPerSecond) {
        if (isExtreme()) {
            return random.nextInt(3) - 1L;
        }
        long seconds = (long) ((random.nextDouble() - 0.5) * SECONDS_IN_500_YEARS);
        return seconds * unitsPerSecond + (long) (random.nextDouble() * unitsPerSecond);
    }

    long duration() {
        return isExtreme() ? 0 : random.nextLong() >> 14;
    }

    int small() {
        return random.nextInt(2_001) - 1_000;
    }

    /** Valid UTF-8; short, empty and longer than what a view holds inline. */
    byte[] text() {
        StringBuilder text = new StringBuilder(isDistinct ? made++ + ":" : "");
        for (int left = length(); left > 0; left--) {
            text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return bytes(length());
    }

    byte[] bytes(int count) {
        byte[] result = new byte[count];
        random.nextBytes(result);
        return result;
    }

    private int length() {
        return isExtreme() ? random.nextInt(60) : random.nextInt(16);
    }
}

package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;

/** PLAIN values of a fixed-width Arrow type, from how Parquet stores them to how Arrow does. */
interface Conversion {
    /** Bytes of an Arrow value. */
    int width();

    /** Bytes that a PLAIN value has at least. */
    int sourceWidth();

    /** Whether PLAIN values already are Arrow's, byte for byte. */
    default boolean isCopy() {
        return false;
    }

    /**
     * Converts {@code count} values, which must lie between {@code source} and {@code end}.
     *
     * @return the address behind the last one
     */
    long convert(long source, long end, long target, int count);

    /** The address behind {@code count} values from {@code source} on, which must lie ahead of {@code end}. */
    default long behind(long source, long end, int count) {
        return require(source, end, count, sourceWidth());
    }

    /** Proves that {@code count} values of {@code width} bytes lie there; returns the address behind them. */
    static long require(long source, long end, int count, int width) {
        if ((long) count * width > end - source) {
            throw new MalformedPageException(count + " more values of " + width + " bytes wanted, the page has "
                    + (end - source) + " bytes left");
        }
        return source + (long) count * width;
    }

    /** Values that are the same in both. */
    record Copy(int width) implements Conversion {
        @Override
        public int sourceWidth() {
            return width;
        }

        @Override
        public boolean isCopy() {
            return true;
        }

        @Override
        public long convert(long source, long end, long target, int count) {
            long stop = require(source, end, count, width);
            Memory.copy(source, target, stop - source);
            return stop;
        }
    }

    /** A value at a time, from one fixed width to another. */
    record Each(int sourceWidth, int width, One one) implements Conversion {
        @Override
        public long convert(long source, long end, long target, int count) {
            long stop = require(source, end, count, sourceWidth);
            long to = target;
            for (long from = source; from < stop; from += sourceWidth, to += width) {
                one.convert(from, to);
            }
            return stop;
        }
    }

    /** Converts the value at one address to another. */
    @FunctionalInterface
    interface One {
        void convert(long from, long to);
    }
}

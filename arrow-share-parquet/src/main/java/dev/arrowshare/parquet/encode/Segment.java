package dev.arrowshare.parquet.encode;

/** The part of a column that lies in one batch. Rows are the vector's. */
abstract class Segment {
    final int rows;

    /** The address of the validity bitmap, 0 when no row is null. */
    final long validity;

    Segment(int rows, long validity) {
        this.rows = rows;
        this.validity = validity;
    }

    /** How many rows of {@code [from, to)} are not null. */
    final int values(int from, int to) {
        return validity == 0 ? to - from : Bits.count(validity, from, to);
    }

    final boolean isNull(int row) {
        return validity != 0 && !Bits.isSet(validity, row);
    }

    /** Appends one bit a row, 1 where it is not null. */
    final void appendValidity(int from, int to, BitWriter target) {
        if (validity == 0) {
            target.fill(to - from, 1);
        } else {
            target.copy(validity, from, to);
        }
    }

    /** Rows that are all null: the null type, and what an Arrow dictionary of no values leaves. */
    static final class OfNulls extends Segment {
        private OfNulls(int rows, long validity) {
            super(rows, validity);
        }

        /** @param zeros address of at least {@code rows} zero bits */
        static OfNulls of(int rows, long zeros) {
            return new OfNulls(rows, zeros);
        }
    }

    /** Booleans, a bit each. */
    static final class OfBits extends Segment {
        private final long data;

        OfBits(int rows, long validity, long data) {
            super(rows, validity);
            this.data = data;
        }

        boolean isTrue(int row) {
            return Bits.isSet(data, row);
        }

        void appendBits(int from, int to, BitWriter target) {
            if (validity == 0) {
                target.copy(data, from, to);
            } else {
                target.copyChosen(data, validity, from, to);
            }
        }
    }
}

package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.ArrowShareException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The runs of a run-end encoded vector. */
final class Runs {
    private final String column;
    private final FieldVector ends;
    private final int width;
    private final int count;

    Runs(RunEndEncodedVector vector) {
        this.column = vector.getName();
        this.ends = vector.getRunEndsVector();
        this.width = ((ArrowType.Int) ends.getField().getType()).getBitWidth() / 8;
        this.count = Math.min(ends.getValueCount(), vector.getValuesVector().getValueCount());
        ends.getDataBuffer().checkBytes(0, (long) count * width);
    }

    /** The row of the values in which each position lies, in order. */
    int[] rows(Slots slots) {
        int[] rows = new int[slots.span()];
        int run = 0;
        for (int i = 0; i < rows.length; i++) {
            if (slots.isAlive(slots.from + i)) {
                run = runOf(slots.row(slots.from + i), run);
                rows[i] = run;
            }
        }
        return rows;
    }

    /** Rows mostly come in order. */
    private int runOf(int row, int guess) {
        int run = guess < count && row < end(guess) && (guess == 0 || end(guess - 1) <= row) ? guess : search(row);
        if (run == count) {
            throw new ArrowShareException("column '" + column + "', row " + row + " is in none of " + count + " runs");
        }
        return run;
    }

    /** The first run that ends behind a row. */
    private int search(int row) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long end(int run) {
        return IndexedSegment.integer(ends.getDataBuffer().memoryAddress(), run, width, true);
    }
}

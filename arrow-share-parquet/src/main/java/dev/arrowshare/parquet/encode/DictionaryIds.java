package dev.arrowshare.parquet.encode;

import java.util.Arrays;

/**
 * The dictionary ids of a chunk's first values: of all when a dictionary pays and is large enough, of some when it became full, of
 * none when it does not pay. Gives up early on columns whose values are mostly distinct.
 */
final class DictionaryIds {
    /** By then it shows whether so many values are distinct that a dictionary of all of them would become full. */
    private static final int FIRST_PROBE = 1 << 13;

    /** By then a dictionary that pays has repeated half of the values. */
    private static final int SECOND_PROBE = 1 << 16;

    private static final int BLOCK = ByteRanges.CAPACITY;

    private int[] ids = new int[BLOCK];
    private int positions;
    private int values;
    private long plainBytes;

    int[] ids() {
        return ids;
    }

    /** How many positions from the first on have ids. */
    int positions() {
        return positions;
    }

    /**
     * Gathers the distinct values of a chunk, those of an ordered dictionary in its order, whether they are used or not.
     *
     * @param isWanted whether it is to have a dictionary even if that does not pay
     */
    void gather(ColumnValues column, ChunkRows chunk, int dictionaryBytes, boolean isWanted) {
        positions = 0;
        values = 0;
        plainBytes = 0;
        ValueDictionary dictionary = column.dictionary();
        if (dictionary == null || dictionaryBytes == 0) {
            return;
        }
        dictionary.clear(dictionaryBytes);
        boolean hasOrder = !chunk.ordered().isEmpty()
                && chunk.ordered().stream().allMatch(segment -> segment.addDictionary(column::addOne));
        boolean stays = hasOrder || isWanted;
        boolean goesOn = true;
        while (goesOn && positions < chunk.positions()) {
            goesOn = addBlock(column, chunk) && (stays || !isHopeless(dictionary));
        }
        if (dictionary.size() == 0 || (!stays && !pays(dictionary))) {
            positions = 0;
        }
        Arrays.fill(ids, values, Math.min(values + 8, ids.length), 0);
    }

    private boolean addBlock(ColumnValues column, ChunkRows chunk) {
        int end = Math.min(positions + BLOCK, chunk.positions());
        int blockValues = chunk.values(positions, end);
        if (values + blockValues + 8 > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, values + blockValues + 8));
        }
        boolean[] isFull = {false};
        int[] at = {values};
        chunk.visitValues(positions, end, (segment, from, to) -> {
            isFull[0] = isFull[0] || !column.addToDictionary(segment, from, to, ids, at[0]);
            at[0] += segment.values(from, to);
            plainBytes += isFull[0] ? 0 : column.plainBytes(segment, from, to);
        });
        if (!isFull[0]) {
            positions = end;
            values += blockValues;
        }
        return !isFull[0];
    }

    private boolean isHopeless(ValueDictionary dictionary) {
        return values >= SECOND_PROBE
                ? 2L * dictionary.size() > values
                : values >= FIRST_PROBE
                        && expectedEntries(dictionary) * dictionary.plain().size()
                                > (double) dictionary.limit * dictionary.size();
    }

    /** How many distinct values there are if those seen are random ones of them: few repetitions mean many (birthday problem). */
    private double expectedEntries(ValueDictionary dictionary) {
        double repeated = (double) values - dictionary.size();
        return values * (double) values / (2 * (repeated + 1));
    }

    private boolean pays(ValueDictionary dictionary) {
        long bits = 32L - Integer.numberOfLeadingZeros(Math.max(1, dictionary.size() - 1));
        return values > 0 && dictionary.plain().size() + values * bits / 8 < plainBytes;
    }
}

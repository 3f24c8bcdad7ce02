package dev.arrowshare.parquet.encode;

import java.util.Arrays;

/**
 * The dictionary ids of a chunk's first values: of all when a dictionary pays and is large enough, of some when it became full, of
 * none when it does not pay. Gives up early on columns whose values are mostly distinct.
 */
final class DictionaryIds {
    /** By then it shows how many distinct values there are about; it is looked at again whenever twice as many were seen. */
    private static final int FIRST_PROBE = 1 << 13;

    private static final int BLOCK = ByteRanges.CAPACITY;

    private int[] ids = new int[BLOCK];
    private int positions;
    private int values;
    private long plainBytes;
    private int nextProbe;

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
        nextProbe = FIRST_PROBE;
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
            goesOn = addBlock(column, chunk) && (stays || !isHopeless(dictionary, chunk.positions()));
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

    /** Whether all values of the chunk, if they are like those seen, would fill the dictionary, or be no smaller with it. */
    private boolean isHopeless(ValueDictionary dictionary, int chunkValues) {
        if (values < nextProbe) {
            return false;
        }
        nextProbe = 2 * values;
        double possible = possibleEntries(dictionary.size());
        double entries = possible * -Math.expm1(-chunkValues / possible);
        double bytes = entries * dictionary.plain().size() / dictionary.size();
        double idBytes = Math.max(1, Math.ceil(Math.log(entries) / Math.log(2))) / 8;
        return bytes > dictionary.limit || bytes + chunkValues * idBytes >= chunkValues * (double) plainBytes / values;
    }

    /** Of how many values, all as likely, those seen are random ones, if that many of them were distinct. */
    private double possibleEntries(int distinct) {
        double low = distinct;
        double high = (double) values * values;
        for (int i = 0; i < 64; i++) {
            double middle = Math.sqrt(low * high);
            if (middle * -Math.expm1(-values / middle) < distinct) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private boolean pays(ValueDictionary dictionary) {
        long bits = 32L - Integer.numberOfLeadingZeros(Math.max(1, dictionary.size() - 1));
        return values > 0 && dictionary.plain().size() + values * bits / 8 < plainBytes;
    }
}

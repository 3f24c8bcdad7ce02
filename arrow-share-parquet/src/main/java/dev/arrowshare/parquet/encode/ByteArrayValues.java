package dev.arrowshare.parquet.encode;

/** Columns whose Parquet values are BYTE_ARRAYs: text and binary. */
final class ByteArrayValues extends ColumnValues {
    private final BytesDictionary dictionary = BytesDictionary.ofAnyLength();
    private final ByteRanges ranges = new ByteRanges();
    private final ByteRanges single = new ByteRanges();

    @Override
    BytesDictionary dictionary() {
        return dictionary;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        ((BytesSegment) segment).locate(from, to, ranges);
        return dictionary.add(ranges, ids, at);
    }

    @Override
    void writePlain(Segment segment, int from, int to, GrowingBuffer page, PageStatistics statistics) {
        for (int row = from; row < to; row += ByteRanges.CAPACITY) {
            locate(segment, row, Math.min(to, row + ByteRanges.CAPACITY));
            long bytes = ranges.plainBytes();
            page.endAt(ranges.writePlain(page.reserve(bytes)));
            statistics.include(statistics.order().of(ranges));
            statistics.byteArrayBytes += bytes - 4L * ranges.count;
        }
    }

    private void locate(Segment segment, int from, int to) {
        if (segment instanceof BytesSegment bytes) {
            bytes.locate(from, to, ranges);
            return;
        }
        IndexedSegment indexed = (IndexedSegment) segment;
        int count = 0;
        for (int row = from; row < to; row++) {
            if (!indexed.isNull(row)) {
                int index = indexed.index(row);
                ((BytesSegment) indexed.dictionary()).locate(index, index + 1, single);
                ranges.address[count] = single.address[0];
                ranges.length[count++] = single.length[0];
            }
        }
        ranges.count = count;
    }

    @Override
    long plainBytes(Segment segment, int from, int to) {
        if (segment instanceof BytesSegment bytes) {
            return bytes.bytes(from, to) + 4L * (to - from);
        }
        IndexedSegment indexed = (IndexedSegment) segment;
        long bytes = 4L * (to - from);
        for (int row = from; row < to; row++) {
            if (!indexed.isNull(row)) {
                int index = indexed.index(row);
                bytes += ((BytesSegment) indexed.dictionary()).bytes(index, index + 1);
            }
        }
        return bytes;
    }

    @Override
    long byteArrayBytes(int[] ids, int from, int to) {
        return dictionary.bytesOf(ids, from, to);
    }

    @Override
    public void close() {
        dictionary.close();
    }
}

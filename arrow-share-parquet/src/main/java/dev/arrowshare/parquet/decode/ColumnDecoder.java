package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.Page;
import dev.arrowshare.parquet.page.PageEncoding;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a column of the file.
 *
 * <p>This class walks pages and levels; a subclass is the sink for a kind of Arrow vector, and has a decoder of values for each
 * encoding that such a column may have.
 *
 * <p>In a nested column it is the sink only: {@link NestedLeaf} walks the levels.
 */
abstract class ColumnDecoder implements SegmentDecoder {
    /** Rows with nulls are decoded densely, so many at a time, and then spread out. Fits into the first cache. */
    static final int SPARSE_ROWS = 2048;

    /** Behind each buffer, so that kernels can write whole words. */
    static final int SLACK = 64;

    final LeafColumn column;
    final BufferAllocator allocator;
    final ColumnPages pages;
    private final DefinitionLevels levels;
    private int pageLeft;
    private int pageValues;
    private boolean pageHasLevels;

    /** How much of the page the segment that is being made will probably have, at most 1. */
    double pageShare;

    /** Rows to pass over before the next one is decoded. */
    private long behind;

    private @Nullable ArrowBuf validity;
    private long validityAddress;
    private int nulls;

    ColumnDecoder(LeafColumn column, InputChannel file, Iterator<ChunkLocation> chunks, BufferAllocator allocator) {
        this.column = column;
        this.pages = new ColumnPages(column, file, chunks, allocator, this::openChunk);
        this.allocator = allocator;
        this.levels = new DefinitionLevels(allocator);
    }

    /** The decoder for a column's Arrow type. That of a dictionary-encoded column must be its only one. */
    static ColumnDecoder of(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            int segmentBytesLimit) {
        DictionaryEncoding encoding = column.dictionary();
        if (encoding != null && column.storageType().getTypeID() != ArrowTypeID.Null) {
            return new IndexColumn(column, encoding, file, chunks, allocator);
        }
        return switch (column.storageType().getTypeID()) {
            case Null -> new NullColumn(column, file, chunks, allocator);
            case Bool -> new BooleanColumn(column, file, chunks, allocator);
            case Utf8View, BinaryView -> new ViewColumn(column, file, chunks, allocator, segmentBytesLimit);
            case Utf8, Binary, LargeUtf8, LargeBinary ->
                new BinaryColumn(column, file, chunks, allocator, segmentBytesLimit);
            default -> new FixedColumn(column, file, chunks, allocator, Conversions.of(column));
        };
    }

    @Override
    public Segment decode(RowRuns runs) {
        try {
            begin(runs.rows());
            int decoded = 0;
            for (int run = 0; run < runs.count(); run++) {
                behind += runs.passed(run);
                int here = fill(decoded, runs.taken(run));
                decoded += here;
                if (here < runs.taken(run)) {
                    break;
                }
            }
            return finished(decoded);
        } catch (RuntimeException | LinkageError e) {
            abandon();
            throw DecodingFailure.of(e, pages.where());
        }
    }

    @Override
    public void pass(long rows) {
        behind += rows;
    }

    private void begin(int rows) {
        nulls = 0;
        if (column.optional()) {
            validity = allocator.buffer((rows + 63L) / 64 * 8 + SLACK);
            validityAddress = validity.memoryAddress();
        }
        allocate(rows);
    }

    /** Decodes rows to the place {@code at} of the segment; returns how many: fewer than wanted when it is full. */
    int fill(int at, int rows) {
        passOver();
        int done = 0;
        while (done < rows) {
            if (pageLeft == 0) {
                done += nextPage(at + done, rows - done);
                continue;
            }
            pageShare = Math.min(pageLeft, rows - done) / (double) pageValues;
            int step = append(at + done, Math.min(pageLeft, rows - done));
            if (step == 0) {
                return done;
            }
            pageLeft -= step;
            done += step;
        }
        return done;
    }

    private void passOver() {
        while (behind > 0) {
            if (pageLeft > 0) {
                int step = (int) Math.min(behind, pageLeft);
                passInPage(step);
                pageLeft -= step;
                behind -= step;
                continue;
            }
            behind -= pages.pass(behind);
            if (behind > 0) {
                openNext(pages.next());
            }
        }
    }

    private void passInPage(int rows) {
        int left = rows;
        while (pageHasLevels && left > 0) {
            int present = levels.presentRun(left);
            int step = present > 0 ? present : Math.min(left, SPARSE_ROWS);
            if (present > 0) {
                levels.skipPresent(present);
                passValues(present);
            } else {
                passValues(levels.pass(step));
            }
            left -= step;
        }
        passValues(left);
    }

    /** Makes all rows of the segment null. */
    final void addNulls(int rows) {
        nulls = rows;
        if (column.optional()) {
            Bits.clearRun(validityAddress, 0, rows);
        }
    }

    private Segment finished(int rows) {
        ArrowBuf valid = validity;
        FieldVector vector = column.vectorField().createVector(allocator);
        try {
            List<ArrowBuf> buffers = buffers(valid, rows);
            long bytes = buffers.stream()
                    .mapToLong(buffer -> buffer == null ? 0 : buffer.capacity())
                    .sum();
            vector.loadFieldBuffers(new ArrowFieldNode(rows, nulls), buffers);
            return new Segment(vector, rows, bytes, dataBytes(), dictionaries());
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        } finally {
            abandon();
        }
    }

    /** Lets go of the segment that is being made; what the vector retained stays. */
    private void abandon() {
        ArrowBuf valid = validity;
        validity = null;
        validityAddress = 0;
        if (valid != null) {
            valid.close();
        }
        release();
    }

    /** Opens the next page; returns how many rows of it were decoded at once, at {@code at}. */
    private int nextPage(int at, int room) {
        Page page = pages.next();
        boolean isWhole = page.kind() != Page.Kind.DICTIONARY && page.values() > 0 && page.values() <= room;
        if (isWhole && decodeWhole(page, at)) {
            return page.values();
        }
        openNext(page);
        return 0;
    }

    private void openNext(Page page) {
        if (page.kind() == Page.Kind.DICTIONARY) {
            openDictionary(page);
        } else {
            openPage(page, page.body());
        }
    }

    final void openDictionary(Page page) {
        if (!PageEncoding.RLE_DICTIONARY.encodes(column.physical())) {
            throw new MalformedPageException("dictionary of " + column.physical() + " values");
        }
        long body = page.body();
        dictionary(body, body + page.bytes(), page.values());
    }

    private void openPage(Page page, long body) {
        long end = body + page.bytes();
        long data = body;
        pageHasLevels = column.optional();
        if (pageHasLevels && page.kind() == Page.Kind.DATA_V1) {
            data = levels.openV1(page, body, end);
        } else if (pageHasLevels) {
            levels.openV2(page);
        }
        pages.requireDictionaryFor(page);
        open(page.encoding(), data, end);
        pageLeft = page.values();
        pageValues = page.values();
    }

    /**
     * Decompresses a page of PLAIN values straight to where they belong, when that is all there is to do. The levels of a V1 page come
     * out ahead of its values: {@code front} is writable memory there, and is given back as it was.
     *
     * @param target where the first value belongs
     * @param front bytes ahead of it that may be used
     * @param capacity bytes behind it that may be overwritten
     */
    boolean decodeInPlace(Page page, long target, int front, long capacity, int width, int at) {
        long ahead = page.bytes() - (long) page.values() * width;
        if (page.encoding() != PageEncoding.PLAIN || ahead < 0 || ahead > front) {
            return false;
        }
        int levelBytes = (int) ahead;
        boolean levelsInside = column.optional() && page.kind() == Page.Kind.DATA_V1;
        if (levelsInside ? levelBytes <= Integer.BYTES : levelBytes != 0) {
            return false;
        }
        if (column.optional() && !levelsInside && page.nulls() != 0) {
            return false;
        }
        byte[] before = new byte[levelBytes];
        long body = target - levelBytes;
        Memory.copy(body, before, 0, levelBytes);
        page.decompressTo(body, (int) Math.min(Integer.MAX_VALUE, capacity + levelBytes));
        boolean whole = !levelsInside || allPresent(page, body, target);
        if (whole && column.optional()) {
            Bits.setRun(validityAddress, at, page.values());
        }
        Memory.copy(before, 0, body, levelBytes);
        return whole;
    }

    private boolean allPresent(Page page, long body, long values) {
        if (page.levelEncoding() != PageEncoding.RLE || Memory.getInt(body) != values - body - Integer.BYTES) {
            return false;
        }
        levels.openV1(page, body, values);
        return levels.presentRun(page.values()) == page.values();
    }

    private int append(int at, int wanted) {
        if (!pageHasLevels) {
            int step = room(wanted);
            values(at, step);
            if (column.optional()) {
                Bits.setRun(validityAddress, at, step);
            }
            return step;
        }
        int present = levels.presentRun(wanted);
        if (present > 0) {
            int step = room(present);
            levels.skipPresent(step);
            values(at, step);
            Bits.setRun(validityAddress, at, step);
            return step;
        }
        return appendMixed(at, room(Math.min(wanted, SPARSE_ROWS)));
    }

    private int appendMixed(int at, int step) {
        int present = step == 0 ? 0 : levels.validity(validityAddress, at, step);
        if (present == step) {
            values(at, step);
        } else {
            nulls += step - present;
            sparse(at, step, present, validityAddress);
        }
        return step;
    }

    /** Allocates the buffers of a segment. */
    abstract void allocate(int rows);

    /** Lets go of them. */
    abstract void release();

    /** The buffers of a segment in Arrow's order; a null validity buffer stands for no nulls. */
    abstract List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int rows);

    /** Bytes of text in the segment that is being made. */
    long dataBytes() {
        return 0;
    }

    /** The dictionary that the segment's indices refer to, the caller's; null for a column that has none in Arrow. */
    @Nullable
    FieldVector dictionaryVector() {
        return null;
    }

    /** Begins with a chunk. */
    void openChunk(ChunkLocation chunk) {}

    /** The dictionary by its id, if there is one; the caller's. */
    final Map<Long, FieldVector> dictionaries() {
        FieldVector dictionary = dictionaryVector();
        DictionaryEncoding encoding = column.dictionary();
        return dictionary == null || encoding == null ? Map.of() : Map.of(encoding.getId(), dictionary);
    }

    /** Makes room for so many rows in all; those that were decoded stay. Only nested columns, whose rows are not known before. */
    abstract void grow(int rows, int decoded);

    /** The buffer with more room, and with its first bytes; the old one is let go. */
    final ArrowBuf grown(@Nullable ArrowBuf buffer, long bytes, long kept) {
        if (buffer == null) {
            throw new IllegalStateException("no segment is being made");
        }
        try (buffer) {
            ArrowBuf larger = allocator.buffer(bytes + SLACK);
            Memory.copy(buffer.memoryAddress(), larger.memoryAddress(), kept);
            return larger;
        }
    }

    /** Takes over a dictionary's values. */
    abstract void dictionary(long begin, long end, int values);

    /** Goes past values of the page. */
    abstract void passValues(int count);

    /** Begins with a page's values. */
    abstract void open(PageEncoding encoding, long begin, long end);

    /** Decodes a whole page at row {@code at}, if there is a shorter way than {@link #open} and {@link #values}. */
    boolean decodeWhole(Page page, int at) {
        return false;
    }

    /** How many of {@code wanted} rows are sure to fit. */
    int room(int wanted) {
        return wanted;
    }

    /** Decodes {@code count} values to the rows from {@code at} on. */
    abstract void values(int at, int count);

    /** Decodes {@code present} values to those of {@code rows} rows whose validity bit is set. */
    abstract void sparse(int at, int rows, int present, long validity);

    @Override
    public void close() {
        pages.close();
        levels.close();
        abandon();
    }
}

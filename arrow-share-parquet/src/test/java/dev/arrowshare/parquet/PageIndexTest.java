package dev.arrowshare.parquet;

import static dev.arrowshare.filter.Filter.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages that an index rules out are not read; an index that is wrong gives an error, and never other rows. */
class PageIndexTest {
    private static final int ROWS = 10_000;
    private static final int PAGE_ROWS = 100;
    private static final Filter WANTED = column("id").between(5_000, 5_009);

    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OWN_KEY = "fedcba9876543210".getBytes(StandardCharsets.US_ASCII);
    private static final ParquetWriteOptions OPTIONS = ParquetWriteOptions.defaults()
            .pageRows(PAGE_ROWS)
            .dictionaryBytes(0)
            .compression(Compression.UNCOMPRESSED)
            .encoding("id", ParquetWriteOptions.Encoding.PLAIN);

    private final BufferAllocator allocator = Allocators.child("page index");

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void onlyPagesThatMayHoldRowsAreRead() {
        requireSkipped(written(), ParquetReadOptions.read());
    }

    @Test
    void pagesOfAStructsLeafAreSkippedToo() {
        Path file = folder.resolve("struct.parquet");
        StructVector trip = StructVector.empty("trip", allocator);
        BigIntVector id = trip.addOrGet("id", FieldType.nullable(Types.MinorType.BIGINT.getType()), BigIntVector.class);
        for (int row = 0; row < ROWS; row++) {
            trip.setIndexDefined(row);
            id.setSafe(row, row);
        }
        trip.setValueCount(ROWS);
        try (Batch batch = Batch.of(ROWS, trip);
                ParquetSink sink = ParquetSink.create(
                        file,
                        batch.messageSchema(),
                        ParquetWriteOptions.defaults().pageRows(PAGE_ROWS).dictionaryBytes(0))) {
            sink.append(batch);
            sink.commit();
        }
        ParquetReadOptions wanted =
                ParquetReadOptions.read().threads(1).where(column("trip.id").between(5_000, 5_009));
        try (BatchStream some = ParquetSource.open(file, wanted).read(allocator)) {
            assertEquals(10, rows(some));
            assertEquals(ROWS / PAGE_ROWS - 1, some.skipped().pages());
        }
    }

    @ParameterizedTest
    @EnumSource
    void encryptedPagesAreSkippedAsPlainOnesAre(Encryption.Algorithm algorithm) {
        Encryption encryption = Encryption.footerKey(KEY).algorithm(algorithm);
        Decryption keys = Decryption.none().footerKey(KEY).columnKey("name", OWN_KEY);
        for (Encryption one : List.of(encryption, encryption.columnKey("name", OWN_KEY), encryption.plainFooter())) {
            for (PageVersion version : PageVersion.values()) {
                ParquetWriteOptions options = OPTIONS.encryption(one).pageVersion(version);
                requireSkipped(written(options), ParquetReadOptions.read().decryption(keys));
            }
        }
    }

    private void requireSkipped(Path file, ParquetReadOptions options) {
        try (BatchStream all = ParquetSource.open(file, options).read(allocator);
                BatchStream some = ParquetSource.open(file, options.threads(1).where(WANTED))
                        .read(allocator)) {
            assertEquals(ROWS, rows(all));
            assertEquals(10, rows(some));
            long bytes = ((FilteredBatches) some).bytesRead();
            assertEquals(new SkippedRows(ROWS - 10, 0, 0, 2 * (ROWS / PAGE_ROWS - 1)), some.skipped());
            // Two pages, and the indexes.
            assertTrue(bytes < 20_000 && bytes < ((DecodedBatches) all).bytesRead() / 4, bytes + " bytes");
        }
    }

    @Test
    void theIndexOfAnEncryptedColumnIsShownToWhoHasItsKey() throws IOException {
        Path copy = Files.copy(written(), folder.resolve("plain.parquet"));
        Path file = written(OPTIONS.encryption(
                Encryption.footerKey(KEY).columnKey("name", OWN_KEY).plainFooter()));
        Decryption some = Decryption.none().footerKey(KEY);
        ParquetSource plain = ParquetSource.open(copy);
        ParquetSource source =
                ParquetSource.open(file, ParquetReadOptions.read().decryption(some));
        assertEquals(
                plain.pages(0, "id").orElseThrow().pages().get(7).statistics(),
                source.pages(0, "id").orElseThrow().pages().get(7).statistics());
        assertEquals(Optional.empty(), source.pages(0, "name"));
        assertFalse(source.rowGroups().get(0).chunks().get(1).hasPageIndex());
        ParquetSource opened =
                ParquetSource.open(file, ParquetReadOptions.read().decryption(some.columnKey("name", OWN_KEY)));
        assertEquals(
                plain.pages(0, "name").orElseThrow().pages().get(99).statistics(),
                opened.pages(0, "name").orElseThrow().pages().get(99).statistics());
    }

    @Test
    void anEncryptedIndexThatWasChangedIsRefused() throws IOException {
        Path file = written(OPTIONS.encryption(Encryption.footerKey(KEY).plainFooter()));
        byte[] bytes = Files.readAllBytes(file);
        ColumnChunk chunk = footer(bytes).getRow_groups().get(0).getColumns().get(0);
        for (long at : new long[] {chunk.getOffset_index_offset() + 40, chunk.getColumn_index_offset() + 40}) {
            byte[] changed = bytes.clone();
            changed[(int) at] ^= 1;
            Files.write(file, changed);
            String what = at > chunk.getOffset_index_offset() ? "offset" : "column";
            CorruptFileException refused = assertThrows(CorruptFileException.class, () -> {
                try (BatchStream stream = ParquetSource.open(
                                file,
                                ParquetReadOptions.read()
                                        .decryption(Decryption.none().footerKey(KEY))
                                        .where(WANTED))
                        .read(allocator)) {
                    rows(stream);
                }
            });
            String found = String.valueOf(refused.getMessage());
            assertTrue(
                    found.startsWith(file + ": column 'id', row group 0: its " + what + " index cannot be decrypted"),
                    found);
        }
    }

    @Test
    void anOffsetIndexOutsideOfTheFileIsRefused() throws IOException {
        requireRefused(chunk -> chunk.setOffset_index_offset(1L << 40), "its offset index lies at 1099511627776");
        requireRefused(chunk -> chunk.setOffset_index_length(1 << 30), "its offset index lies at");
        requireRefused(chunk -> chunk.setOffset_index_offset(-1), "its offset index lies at -1");
        requireRefused(chunk -> chunk.setColumn_index_offset(Long.MAX_VALUE), "its column index lies at");
    }

    @Test
    void anIndexThatIsNoneIsRefused() throws IOException {
        requireRefused(chunk -> chunk.setOffset_index_offset(4), "its offset index");
        requireRefused(chunk -> chunk.setColumn_index_offset(4), "its column index");
    }

    @Test
    void anOffsetIndexThatContradictsItselfIsRefused() throws IOException {
        requireRefusedIndex(index -> index.getPage_locations().get(7).setFirst_row_index(3), "page 7 begins at row 3");
        requireRefusedIndex(
                index -> index.getPage_locations().get(7).setFirst_row_index(1 << 30), "page 7 begins at row");
        requireRefusedIndex(index -> index.getPage_locations().get(0).setFirst_row_index(1), "page 0 begins at row 1");
        requireRefusedIndex(index -> index.getPage_locations().get(9).setOffset(5), "page 9 begins at row 900");
        requireRefusedIndex(index -> index.getPage_locations().get(9).setOffset(1L << 50), "page 9 begins at row 900");
        requireRefusedIndex(index -> index.getPage_locations().get(9).setCompressed_page_size(-1), "page 9 begins");
        requireRefusedIndex(
                index -> index.getPage_locations().get(9).setCompressed_page_size(1 << 30), "page 9 begins");
        requireRefusedIndex(index -> index.getPage_locations().clear(), "its offset index has no pages");
        requireRefusedIndex(index -> index.getPage_locations().remove(99), "its column index is of 100 pages");
    }

    /** What is not true of pages that are passed over shows at those that are opened. */
    @Test
    void anOffsetIndexThatContradictsThePagesIsRefused() throws IOException {
        requireRefusedIndex(index -> shiftRows(index, 40), "rows, the offset index says");
        requireRefusedIndex(
                index -> {
                    var locations = index.getPage_locations();
                    locations
                            .get(50)
                            .setOffset(locations.get(50).getOffset() + 3)
                            .setCompressed_page_size(locations.get(50).getCompressed_page_size() - 3);
                },
                "page");
    }

    /** Page 49 begins too late, so that 50 seems to have the rows 5,000 to 5,100 less some. */
    private static void shiftRows(OffsetIndex index, int rows) {
        for (int page = 49; page < 51; page++) {
            var location = index.getPage_locations().get(page);
            location.setFirst_row_index(location.getFirst_row_index() + (page == 49 ? rows : 1));
        }
    }

    @Test
    void aColumnIndexWithTooFewBoundsIsRefused() throws IOException {
        Path file = written();
        edit(
                file,
                chunk -> replaceColumnIndex(
                        file, chunk, index -> index.getMin_values().remove(0)));
        requireRefused(file, "its column index is of 100 pages, with 99 and 100 bounds");
    }

    /** Bounds that are no values of the column, or cross each other, rule nothing out. */
    @Test
    void boundsThatAreNotSoundRuleNothingOut() throws IOException {
        Path file = written();
        edit(
                file,
                chunk -> replaceColumnIndex(file, chunk, index -> {
                    index.getMin_values().set(50, ByteBuffer.wrap(new byte[3]));
                    index.getMax_values().set(50, ByteBuffer.wrap(new byte[0]));
                    index.getNull_counts().set(50, -5L);
                }));
        try (BatchStream some = ParquetSource.open(
                        file, ParquetReadOptions.read().where(WANTED))
                .read(allocator)) {
            assertEquals(10, rows(some));
        }
    }

    @Test
    void withoutCountsOfNullsTheBoundsStillCount() throws IOException {
        Path file = written();
        edit(file, chunk -> {
            replaceColumnIndex(file, chunk, ColumnIndex::unsetNull_counts);
            chunk.getMeta_data().getStatistics().unsetNull_count();
        });
        for (Filter filter : List.of(WANTED, column("id").isNull(), column("id").isNotNull())) {
            long expected = filter == WANTED ? 10 : filter.equals(column("id").isNull()) ? 0 : ROWS;
            try (BatchStream some = ParquetSource.open(
                            file, ParquetReadOptions.read().where(filter))
                    .read(allocator)) {
                assertEquals(expected, rows(some), filter::toString);
                assertTrue(filter != WANTED || some.skipped().pages() > 0, "no page was passed over");
            }
        }
    }

    private void requireRefused(Consumer<ColumnChunk> change, String message) throws IOException {
        Path file = written();
        edit(file, change);
        requireRefused(file, message);
    }

    private void requireRefusedIndex(Consumer<OffsetIndex> change, String message) throws IOException {
        Path file = written();
        edit(file, chunk -> {
            OffsetIndex index = parsed(file, chunk);
            change.accept(index);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            thrift(() -> Util.writeOffsetIndex(index, bytes));
            chunk.setOffset_index_offset(append(file, bytes)).setOffset_index_length(bytes.size());
        });
        requireRefused(file, message);
    }

    private void requireRefused(Path file, String message) {
        for (int threads = 1; threads < 3; threads++) {
            ParquetReadOptions read = ParquetReadOptions.read().threads(threads).where(WANTED);
            CorruptFileException refused = assertThrows(CorruptFileException.class, () -> {
                try (BatchStream stream = ParquetSource.open(file, read).read(allocator)) {
                    rows(stream);
                }
            });
            String found = String.valueOf(refused.getMessage());
            assertTrue(found.startsWith(file + ": column 'id', row group 0") && found.contains(message), found);
        }
    }

    private static OffsetIndex parsed(Path file, ColumnChunk chunk) {
        return thrift(() ->
                Util.readOffsetIndex(bytes(file, chunk.getOffset_index_offset(), chunk.getOffset_index_length())));
    }

    private static void replaceColumnIndex(Path file, ColumnChunk chunk, Consumer<ColumnIndex> change) {
        ColumnIndex index = thrift(() ->
                Util.readColumnIndex(bytes(file, chunk.getColumn_index_offset(), chunk.getColumn_index_length())));
        change.accept(index);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        thrift(() -> Util.writeColumnIndex(index, bytes));
        chunk.setColumn_index_offset(append(file, bytes)).setColumn_index_length(bytes.size());
    }

    private interface Thrift<T> {
        T call() throws IOException;
    }

    private interface ThriftAction {
        void run() throws IOException;
    }

    private static <T> T thrift(Thrift<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thrift(ThriftAction action) {
        thrift(() -> {
            action.run();
            return true;
        });
    }

    private static ByteArrayInputStream bytes(Path file, long offset, int length) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return new ByteArrayInputStream(Arrays.copyOfRange(all, (int) offset, (int) offset + length));
    }

    /** Puts bytes where the footer begins, which has been cut off; returns where. */
    private static long append(Path file, ByteArrayOutputStream bytes) {
        return thrift(() -> {
            long end = Files.size(file);
            Files.write(file, bytes.toByteArray(), StandardOpenOption.APPEND);
            return end;
        });
    }

    /** Changes what the footer says about the first chunk. */
    private static void edit(Path file, Consumer<ColumnChunk> change) throws IOException {
        edit(file, 0, change);
    }

    /** Changes what the footer says about a chunk of the first row group. */
    static void edit(Path file, int column, Consumer<ColumnChunk> change) throws IOException {
        byte[] all = Files.readAllBytes(file);
        FileMetaData footer = footer(all);
        Files.write(file, Arrays.copyOf(all, footerBegin(all)));
        change.accept(footer.getRow_groups().get(0).getColumns().get(column));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt(bytes.size()).put("PAR1".getBytes(StandardCharsets.US_ASCII));
        bytes.write(tail.array());
        append(file, bytes);
    }

    private static int footerBegin(byte[] file) {
        return file.length
                - 8
                - ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    }

    private static FileMetaData footer(byte[] file) throws IOException {
        int begin = footerBegin(file);
        return Util.readFileMetaData(new ByteArrayInputStream(file, begin, file.length - 8 - begin));
    }

    private static long rows(BatchStream stream) {
        long rows = 0;
        for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
            rows += batch.rows();
            batch.close();
        }
        return rows;
    }

    /** One row group of a hundred pages: ids that ascend, and names. */
    private Path written() {
        return written(OPTIONS);
    }

    private Path written(ParquetWriteOptions options) {
        Path file = folder.resolve("indexed.parquet");
        BigIntVector id = new BigIntVector("id", allocator);
        VarCharVector name = new VarCharVector("name", allocator);
        for (int row = 0; row < ROWS; row++) {
            id.setSafe(row, row);
            name.setSafe(row, ("name " + row * 7919L).getBytes(StandardCharsets.US_ASCII));
        }
        id.setValueCount(ROWS);
        name.setValueCount(ROWS);
        try (Batch batch = Batch.of(ROWS, id, name);
                ParquetSink sink = ParquetSink.create(file, batch.messageSchema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return file;
    }
}

package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What files say about themselves: ours, and those of the corpus as parquet-java understands them. */
class FileDescriptionTest {
    @TempDir
    Path folder;

    /** By the format the bounds of such files have no meaning; parquet-java believes them. */
    private static final Set<String> WITHOUT_COLUMN_ORDERS =
            Set.of("data_index_bloom_encoding_with_length.parquet", "nested_structs.rust.parquet");

    @TestFactory
    Stream<DynamicTest> corpusFilesSayWhatParquetJavaReads() throws IOException {
        return Corpora.files(Corpora.parquetData(), ".parquet").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static ParquetFileReader open(Path file) throws IOException {
        return new ParquetFileReader(
                new LocalInputFile(file),
                org.apache.parquet.ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .build());
    }

    private static void check(Path file) throws IOException {
        ParquetSource source = ParquetSource.open(file);
        try (ParquetFileReader oracle = open(file)) {
            List<BlockMetaData> blocks = oracle.getFooter().getBlocks();
            assertEquals(blocks.size(), source.rowGroups().size());
            for (int group = 0; group < blocks.size(); group++) {
                ParquetRowGroup ours = source.rowGroups().get(group);
                assertEquals(blocks.get(group).getRowCount(), ours.rows());
                for (int leaf = 0; leaf < ours.chunks().size(); leaf++) {
                    ColumnChunkMetaData chunk = blocks.get(group).getColumns().get(leaf);
                    String where = file + " " + chunk.getPath() + " " + group;
                    assertEquals(chunk.getStartingPos(), ours.chunks().get(leaf).offset(), where);
                    checkStatistics(chunk, ours.chunks().get(leaf).statistics(), where);
                    checkPages(
                            oracle.readOffsetIndex(chunk),
                            source,
                            group,
                            ours.chunks().get(leaf),
                            where);
                }
            }
        }
    }

    private static void checkStatistics(ColumnChunkMetaData chunk, ParquetStatistics ours, String where) {
        Statistics<?> theirs = chunk.getStatistics();
        if (theirs == null) {
            return;
        }
        if (theirs.isNumNullsSet()) {
            assertEquals(OptionalLong.of(theirs.getNumNulls()), ours.nulls(), where);
        }
        LogicalTypeAnnotation logical = chunk.getPrimitiveType().getLogicalTypeAnnotation();
        boolean printsAlike = logical instanceof DateLogicalTypeAnnotation
                || logical instanceof DecimalLogicalTypeAnnotation
                || logical instanceof StringLogicalTypeAnnotation;
        boolean isNumber = logical == null
                && switch (chunk.getPrimitiveType().getPrimitiveTypeName()) {
                    case INT32, INT64, DOUBLE, BOOLEAN -> true;
                    default -> false;
                };
        if (WITHOUT_COLUMN_ORDERS.stream().anyMatch(where::contains)) {
            assertEquals(Optional.empty(), ours.min(), where);
        } else if (theirs.hasNonNullValue() && (printsAlike || isNumber)) {
            assertEquals(Optional.of(plain(theirs.minAsString())), ours.min().map(FileDescriptionTest::plain), where);
            assertEquals(Optional.of(plain(theirs.maxAsString())), ours.max().map(FileDescriptionTest::plain), where);
        }
    }

    /** parquet-java makes -0.0 of a lower bound of 0.0, since some writers take one for the other; here bounds are as they are stored. */
    private static String plain(Object value) {
        return "-0.0".equals(value.toString()) ? "0.0" : value.toString();
    }

    private static void checkPages(
            OffsetIndex theirs, ParquetSource source, int group, ParquetColumnChunk chunk, String where) {
        assertEquals(theirs != null, chunk.hasPageIndex(), where);
        if (theirs == null) {
            assertTrue(source.pages(group, chunk.column()).isEmpty(), where);
            return;
        }
        List<ParquetPages.Page> ours =
                source.pages(group, chunk.column()).orElseThrow().pages();
        assertEquals(theirs.getPageCount(), ours.size(), where);
        for (int page = 0; page < ours.size(); page++) {
            assertEquals(theirs.getOffset(page), ours.get(page).offset(), where);
            assertEquals(theirs.getCompressedPageSize(page), ours.get(page).bytes(), where);
            assertEquals(theirs.getFirstRowIndex(page), ours.get(page).firstRow(), where);
        }
    }

    @Test
    void whatWeWriteIsDescribedPageByPage() {
        Path file = folder.resolve("days.parquet");
        BigIntVector ids = new BigIntVector("id", Allocators.root());
        DateDayVector days = new DateDayVector("day", Allocators.root());
        for (int i = 0; i < 250; i++) {
            ids.setSafe(i, 250L - i);
            days.setSafe(i, 19_700 + i / 100);
        }
        for (int i = 100; i < 200; i++) {
            days.setNull(i);
        }
        ids.setValueCount(250);
        days.setValueCount(250);
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .pageRows(100)
                .metadata(Map.of("owner", "tests"))
                .bloomFilter("id", 250, 0.01)
                .sortedBy(
                        SortingColumn.descending("id"),
                        SortingColumn.ascending("day").nullsFirst());
        try (Batch batch = Batch.of(250, ids, days);
                ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        ParquetSource source = ParquetSource.open(file);
        assertEquals("tests", source.metadata().get("owner"));
        ParquetRowGroup group = source.rowGroups().get(0);
        assertEquals("[id descending, day nulls first]", group.sortedBy().toString());
        ParquetColumnChunk id = group.chunks().get(0);
        assertTrue(id.hasBloomFilter());
        assertEquals(Optional.of(1L), id.statistics().min());
        assertEquals(Optional.of(250L), id.statistics().max());
        assertTrue(id.statistics().isMinExact());
        assertEquals("descending", source.pages(0, "id").orElseThrow().order());
        ParquetColumnChunk day = group.chunks().get(1);
        assertEquals(OptionalLong.of(100), day.statistics().nulls());
        assertEquals(List.of(100L, 150L), day.levels().definition());
        List<ParquetPages.Page> pages = source.pages(0, "day").orElseThrow().pages();
        assertEquals(
                List.of(100L, 100L, 50L),
                pages.stream().map(ParquetPages.Page::rows).toList());
        assertEquals("2023-12-09", pages.get(0).statistics().max().orElseThrow().toString());
        assertTrue(pages.get(1).statistics().min().isEmpty());
        assertEquals("2023-12-11", pages.get(2).statistics().min().orElseThrow().toString());
        assertThrows(NoSuchColumnException.class, () -> source.pages(0, "dya"));
        assertThrows(IllegalArgumentException.class, () -> source.pages(1, "day"));
    }

    /** Whatever is changed in the index, the file is named or something is read. */
    @Test
    void aDamagedIndexIsRefusedWithItsFile() throws IOException {
        whatWeWriteIsDescribedPageByPage();
        Path file = folder.resolve("days.parquet");
        byte[] sound = Files.readAllBytes(file);
        ParquetPages.Page last =
                ParquetSource.open(file).pages(0, "day").orElseThrow().pages().get(2);
        Path damaged = folder.resolve("damaged.parquet");
        int refused = 0;
        int footerBytes = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(sound.length - 8);
        for (int at = (int) last.offset() + last.bytes(); at < sound.length - 8 - footerBytes; at++) {
            byte[] bytes = sound.clone();
            bytes[at] ^= 0x55;
            Files.write(damaged, bytes);
            ParquetSource source = ParquetSource.open(damaged);
            for (String column : List.of("id", "day")) {
                try {
                    assertTrue(source.pages(0, column).isPresent());
                } catch (ArrowShareException e) {
                    refused++;
                    assertTrue(e.getMessage().startsWith(damaged + ": column '" + column + "'"), e.getMessage());
                }
            }
        }
        assertTrue(refused > 10, "refused: " + refused);
    }
}

package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.parquet.ParquetColumnChunk;
import dev.arrowshare.parquet.ParquetLevels;
import dev.arrowshare.parquet.ParquetPages;
import dev.arrowshare.parquet.ParquetRowGroup;
import dev.arrowshare.parquet.ParquetStatistics;
import dev.arrowshare.parquet.SortingColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.SizeStatistics;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** What a file says about its row groups, chunks and pages, for people to look at. */
public final class FileDescription {
    private static final int LEAST_OFFSET = 4;

    private final Footer footer;
    private final List<ColumnDescriptor> leaves;

    public FileDescription(Footer footer) {
        this.footer = footer;
        this.leaves = footer.schema().getColumns();
    }

    /** What the footer says about each row group. */
    public List<ParquetRowGroup> rowGroups() {
        List<ParquetRowGroup> groups = new ArrayList<>();
        for (int group = 0; group < footer.rowGroupCount(); group++) {
            groups.add(rowGroup(group));
        }
        return groups;
    }

    private ParquetRowGroup rowGroup(int group) {
        List<ParquetColumnChunk> chunks = new ArrayList<>();
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            chunks.add(chunk(leaf, footer.chunk(group, leaf), footer.isOpen(group, leaf)));
        }
        return new ParquetRowGroup(
                footer.rows(group),
                chunks.stream().mapToLong(ParquetColumnChunk::compressedBytes).sum(),
                chunks.stream().mapToLong(ParquetColumnChunk::uncompressedBytes).sum(),
                footer.sorting(group).stream().map(this::sorting).toList(),
                List.copyOf(chunks));
    }

    private SortingColumn sorting(org.apache.parquet.format.SortingColumn stored) {
        int leaf = stored.getColumn_idx();
        if (leaf < 0 || leaf >= leaves.size()) {
            throw new CorruptFileException(
                    footer.path() + ": rows are sorted by column " + leaf + ", there are only " + leaves.size());
        }
        SortingColumn column = stored.isDescending()
                ? SortingColumn.descending(name(leaves.get(leaf)))
                : SortingColumn.ascending(name(leaves.get(leaf)));
        return stored.isNulls_first() ? column.nullsFirst() : column;
    }

    private static String name(ColumnDescriptor leaf) {
        return String.join(".", leaf.getPath());
    }

    private ParquetColumnChunk chunk(int number, ColumnChunk chunk, boolean isOpen) {
        ColumnDescriptor leaf = leaves.get(number);
        ColumnMetaData data = chunk.getMeta_data();
        String type = describe(leaf.getPrimitiveType());
        if (data == null) {
            return new ParquetColumnChunk(
                    name(leaf),
                    type,
                    "encrypted",
                    List.of(),
                    0,
                    0,
                    0,
                    0,
                    false,
                    false,
                    ParquetStatistics.NONE,
                    ParquetLevels.NONE);
        }
        boolean hasDictionary = data.isSetDictionary_page_offset()
                && data.getDictionary_page_offset() >= LEAST_OFFSET
                && data.getDictionary_page_offset() < data.getData_page_offset();
        return new ParquetColumnChunk(
                name(leaf),
                type,
                String.valueOf(data.getCodec()),
                data.getEncodings() == null
                        ? List.of()
                        : data.getEncodings().stream().map(String::valueOf).toList(),
                data.getNum_values(),
                data.getTotal_compressed_size(),
                data.getTotal_uncompressed_size(),
                hasDictionary ? data.getDictionary_page_offset() : data.getData_page_offset(),
                data.isSetBloom_filter_offset(),
                chunk.isSetOffset_index_offset() && isOpen,
                statistics(number, data.getStatistics()),
                levels(data.getSize_statistics()));
    }

    private static String describe(PrimitiveType type) {
        String physical = type.getPrimitiveTypeName().name().toLowerCase(Locale.ROOT);
        String repetition = type.isRepetition(Type.Repetition.REQUIRED) ? " required" : "";
        return physical
                + (type.getLogicalTypeAnnotation() == null ? "" : " (" + type.getLogicalTypeAnnotation() + ")")
                + repetition;
    }

    private ParquetStatistics statistics(int leaf, @Nullable Statistics stored) {
        if (stored == null) {
            return ParquetStatistics.NONE;
        }
        BoundValues values = new BoundValues(leaves.get(leaf).getPrimitiveType());
        boolean isNew = footer.hasTypeOrder(leaf) && (stored.isSetMin_value() || stored.isSetMax_value());
        boolean isOld = !isNew && (values.isSigned() || isOneValue(stored));
        return new ParquetStatistics(
                values.of(isNew ? stored.getMin_value() : isOld ? stored.getMin() : null),
                values.of(isNew ? stored.getMax_value() : isOld ? stored.getMax() : null),
                stored.isIs_min_value_exact(),
                stored.isIs_max_value_exact(),
                number(stored.isSetNull_count(), stored.getNull_count()),
                number(stored.isSetNan_count(), stored.getNan_count()),
                number(stored.isSetDistinct_count(), stored.getDistinct_count()));
    }

    /** Of one value nobody has to know in which order bounds are. */
    private static boolean isOneValue(Statistics stored) {
        return stored.isSetMin() && Arrays.equals(stored.getMin(), stored.getMax());
    }

    private static OptionalLong number(boolean isSet, long value) {
        return isSet ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static ParquetLevels levels(@Nullable SizeStatistics sizes) {
        return sizes == null
                ? ParquetLevels.NONE
                : new ParquetLevels(
                        number(
                                sizes.isSetUnencoded_byte_array_data_bytes(),
                                sizes.getUnencoded_byte_array_data_bytes()),
                        copy(sizes.getRepetition_level_histogram()),
                        copy(sizes.getDefinition_level_histogram()));
    }

    private static List<Long> copy(@Nullable List<Long> counts) {
        return counts == null ? List.of() : List.copyOf(counts);
    }

    /** The pages of a chunk, if the file has an index of them. */
    public Optional<ParquetPages> pages(InputChannel file, int rowGroup, String column) {
        if (rowGroup < 0 || rowGroup >= footer.rowGroupCount()) {
            throw new IllegalArgumentException(
                    footer.path() + ": no row group " + rowGroup + ", it has " + footer.rowGroupCount());
        }
        int leaf = leaf(column);
        ColumnChunk chunk = footer.chunk(rowGroup, leaf);
        if (!chunk.isSetOffset_index_offset() || !footer.isOpen(rowGroup, leaf) || chunk.getMeta_data() == null) {
            return Optional.empty();
        }
        String where = footer.path() + ": column '" + column + "', row group " + rowGroup + ": ";
        ChunkCrypto crypto = footer.crypto(rowGroup, leaf, where);
        OffsetIndex offsets = PageIndexes.offsets(file, footer, chunk, crypto, where);
        ColumnIndex bounds = PageIndexes.bounds(file, footer, chunk, crypto, offsets.getPage_locationsSize(), where);
        return Optional.of(new ParquetPages(
                bounds == null ? "" : String.valueOf(bounds.getBoundary_order()).toLowerCase(Locale.ROOT),
                pages(rowGroup, leaf, offsets, bounds)));
    }

    private int leaf(String column) {
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            if (name(leaves.get(leaf)).equals(column)) {
                return leaf;
            }
        }
        throw new NoSuchColumnException(footer.path() + ": no column '" + column + "'; columns are "
                + leaves.stream().map(FileDescription::name).toList());
    }

    private List<ParquetPages.Page> pages(int rowGroup, int leaf, OffsetIndex offsets, @Nullable ColumnIndex bounds) {
        List<ParquetPages.Page> pages = new ArrayList<>();
        List<PageLocation> locations = offsets.getPage_locations();
        for (int i = 0; i < locations.size(); i++) {
            PageLocation page = locations.get(i);
            long end = i + 1 < locations.size() ? locations.get(i + 1).getFirst_row_index() : footer.rows(rowGroup);
            pages.add(new ParquetPages.Page(
                    page.getOffset(),
                    page.getCompressed_page_size(),
                    page.getFirst_row_index(),
                    end - page.getFirst_row_index(),
                    bounds == null ? ParquetStatistics.NONE : statistics(leaf, bounds, i)));
        }
        return List.copyOf(pages);
    }

    private ParquetStatistics statistics(int leaf, ColumnIndex bounds, int page) {
        BoundValues values = new BoundValues(leaves.get(leaf).getPrimitiveType());
        boolean isNull = bounds.getNull_pages().get(page);
        return new ParquetStatistics(
                isNull
                        ? Optional.empty()
                        : values.of(PageIndexes.bytes(bounds.getMin_values().get(page))),
                isNull
                        ? Optional.empty()
                        : values.of(PageIndexes.bytes(bounds.getMax_values().get(page))),
                false,
                false,
                bounds.isSetNull_counts()
                        ? OptionalLong.of(bounds.getNull_counts().get(page))
                        : OptionalLong.empty(),
                bounds.isSetNan_counts()
                        ? OptionalLong.of(bounds.getNan_counts().get(page))
                        : OptionalLong.empty(),
                OptionalLong.empty());
    }
}

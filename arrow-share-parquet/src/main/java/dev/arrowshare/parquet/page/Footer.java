package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.SizeStatistics;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What a Parquet file says about itself at its end: schema, row groups and metadata, structurally checked.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link CorruptFileException}, {@link MissingKeyException} for an encrypted footer without its key.
 */
public final class Footer {
    /** Groups within groups; each may be a level, which is a byte, and code that walks them calls itself. */
    static final int DEPTH_LIMIT = 100;

    private final Path path;
    private final long fileBytes;
    private final long footerOffset;
    private final long hash;
    private final FooterBytes parts;
    private final FileMetaData file;
    private final @Nullable FileCrypto crypto;
    private final MessageType schema;
    private final long rows;

    private Footer(FooterTail tail, @Nullable Decryption keys) {
        this.path = tail.path();
        this.fileBytes = tail.fileBytes();
        this.footerOffset = tail.offset();
        this.hash = tail.hash();
        FooterCrypto opening = new FooterCrypto(tail, keys);
        byte[] content = opening.content();
        this.parts = sound(path, () -> new FooterBytes(content));
        this.file = sound(path, parts::withoutRowGroups);
        this.crypto = opening.crypto(file, parts.length());
        requireBoundedDepth();
        requireFieldsInGroups();
        this.schema = schema(path, file);
        this.rows = checkedRows();
    }

    /** Whether a column's bounds follow the order of its type; without that nobody knows what order they have. */
    boolean hasTypeOrder(int leaf) {
        List<ColumnOrder> orders = file.getColumn_orders();
        return orders != null && leaf < orders.size() && orders.get(leaf).isSetTYPE_ORDER();
    }

    /** Reads and checks the footer of a file that is not encrypted. */
    public static Footer read(InputChannel channel) {
        return read(channel, null);
    }

    /** Reads and checks the footer, with the keys that were given, if any. */
    public static Footer read(InputChannel channel, @Nullable Decryption keys) {
        return new Footer(FooterTail.read(channel), keys);
    }

    /** XXH64 of the footer's bytes in the file, for which no key is needed. */
    public static long hash(InputChannel channel) {
        return FooterTail.read(channel).hash();
    }

    /** How a chunk is encrypted, null where it is not. Without its key there is an exception whose message begins so. */
    @Nullable
    ChunkCrypto crypto(int rowGroup, int leaf, String where) {
        ColumnChunk chunk = stored(rowGroup, leaf);
        if (crypto != null) {
            return crypto.of(chunk, place(crypto, rowGroup, leaf), where);
        }
        if (chunk.isSetCrypto_metadata()) {
            throw new MissingKeyException(where + "it is encrypted; ParquetReadOptions.decryption takes the key, and"
                    + " ParquetReadOptions.columns can leave the column out");
        }
        return null;
    }

    /** Whether a chunk is not encrypted, or its key is there. */
    boolean isOpen(int rowGroup, int leaf) {
        ColumnChunk chunk = stored(rowGroup, leaf);
        return !chunk.isSetCrypto_metadata() || (crypto != null && crypto.hasKey(chunk));
    }

    private ChunkPlace place(FileCrypto encryption, int rowGroup, int leaf) {
        int ordinal = parts.ordinal(rowGroup);
        return encryption.place(ordinal < 0 ? rowGroup : ordinal, leaf);
    }

    private static <T> T sound(Path path, Callable<T> parse) {
        try {
            return parse.call();
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new CorruptFileException(path + ": its footer is not sound: " + e.getMessage(), e);
        }
    }

    /** Before anything walks the schema, and without calling itself. */
    private void requireBoundedDepth() {
        Deque<Integer> open = new ArrayDeque<>();
        for (SchemaElement element : file.getSchema() == null ? List.<SchemaElement>of() : file.getSchema()) {
            if (element.getNum_children() > 0) {
                open.push(element.getNum_children());
            } else {
                leave(open);
            }
            if (open.size() > DEPTH_LIMIT) {
                throw new UnsupportedFeatureException(path + ": column '" + element.getName() + "' is nested more than "
                        + DEPTH_LIMIT + " levels deep, which is the limit");
            }
        }
    }

    /** The first element is the whole, which may have no columns. */
    private void requireFieldsInGroups() {
        for (int i = 1; i < file.getSchemaSize(); i++) {
            SchemaElement element = file.getSchema().get(i);
            if (!element.isSetType() && element.getNum_children() <= 0) {
                throw new CorruptFileException(
                        path + ": its schema is not sound: '" + element.getName() + "' has neither a type nor fields");
            }
        }
    }

    /** A field ends, and with it all groups that it is the last one of. */
    private static void leave(Deque<Integer> open) {
        while (!open.isEmpty()) {
            int left = open.pop() - 1;
            if (left > 0) {
                open.push(left);
                return;
            }
        }
    }

    /** parquet-java knows how old and new annotations mean the same. It is given the schema alone. */
    private static MessageType schema(Path path, FileMetaData file) {
        try {
            FileMetaData schemaOnly = new FileMetaData(file.getVersion(), file.getSchema(), 0, List.of());
            MessageType schema = new ParquetMetadataConverter()
                    .fromParquetMetadata(schemaOnly)
                    .getFileMetaData()
                    .getSchema();
            // Names that clash are only found out here.
            schema.getColumns();
            return schema;
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw new CorruptFileException(path + ": its schema is not sound: " + e.getMessage(), e);
        }
    }

    /** The rows of all row groups. The file's own count is not needed, and is wrong in some files that are in use. */
    private long checkedRows() {
        int leaves = schema.getColumns().size();
        long sum = 0;
        for (int group = 0; group < rowGroupCount(); group++) {
            long count = rows(group);
            if (count < 0 || sum + count < 0) {
                throw new CorruptFileException(path + ": a row group of " + count + " rows");
            }
            if (parts.chunks(group) != leaves) {
                throw new CorruptFileException(path + ": a row group has " + parts.chunks(group)
                        + " column chunks, the schema has " + leaves + " columns");
            }
            sum += count;
        }
        return sum;
    }

    /** What the footer says about a chunk; what is encrypted of that, as far as its key is there. */
    ColumnChunk chunk(int rowGroup, int leaf) {
        ColumnChunk chunk = stored(rowGroup, leaf);
        if (crypto != null && chunk.isSetEncrypted_column_metadata()) {
            crypto.openMetadata(chunk, place(crypto, rowGroup, leaf));
        }
        return chunk;
    }

    private ColumnChunk stored(int rowGroup, int leaf) {
        return sound(path, () -> parts.chunk(rowGroup, leaf));
    }

    public Path path() {
        return path;
    }

    public long fileBytes() {
        return fileBytes;
    }

    /** XXH64 of the footer's bytes. */
    public long hash() {
        return hash;
    }

    public long rows() {
        return rows;
    }

    public int rowGroupCount() {
        return parts.rowGroups();
    }

    public long rows(int rowGroup) {
        return parts.rows(rowGroup);
    }

    public String createdBy() {
        return file.getCreated_by() == null ? "" : file.getCreated_by();
    }

    /** Key-value metadata in the file's order; of a key that is there twice, the last value. */
    public Map<String, String> metadata() {
        Map<String, String> result = new LinkedHashMap<>();
        if (file.getKey_value_metadata() != null) {
            for (KeyValue entry : file.getKey_value_metadata()) {
                result.put(entry.getKey(), entry.getValue() == null ? "" : entry.getValue());
            }
        }
        return result;
    }

    /** The chosen columns, or all of them, with the types that the options ask for. */
    public ColumnSelection select(ParquetReadOptions options) {
        return new SchemaMapping(path, schema, metadata(), options).select();
    }

    /** The options without the columns that this file does not have. */
    public ParquetReadOptions present(ParquetReadOptions options) {
        List<String> columns = options.columns();
        ParquetReadOptions present = options.textOf(this::has);
        return columns == null
                ? present
                : present.columns(columns.stream().filter(this::has).toList());
    }

    private boolean has(String column) {
        return !ColumnPaths.leaves(schema, column).isEmpty();
    }

    /** Where a chunk's pages lie, checked against the file; refused when it needs what this version lacks. */
    public ChunkLocation chunk(int rowGroup, LeafColumn column) {
        return new ChunkChecks(this, rowGroup, column).locate(chunk(rowGroup, column.leaf()));
    }

    /** The same, with what the file says about its pages, which is read for that. */
    public ChunkLocation chunk(int rowGroup, LeafColumn column, InputChannel file) {
        return chunk(rowGroup, column).with(new ChunkPages(dataPages(rowGroup, column), table(rowGroup, column, file)));
    }

    /** Data pages of a chunk, as the footer counts them; 0 where it does not. */
    public int dataPages(int rowGroup, LeafColumn column) {
        return ChunkEncodings.dataPages(chunk(rowGroup, column.leaf()).getMeta_data());
    }

    /** Where the pages of a chunk lie; null where the file does not say it. */
    @Nullable
    PageTable table(int rowGroup, LeafColumn column, InputChannel file) {
        ColumnChunk chunk = chunk(rowGroup, column.leaf());
        return PageIndexes.table(file, this, chunk, chunk(rowGroup, column), where(column, rowGroup));
    }

    String where(LeafColumn column, int rowGroup) {
        return path + ": column '" + column.name() + "', row group " + rowGroup + ": ";
    }

    /** Where the dictionary of a chunk lies that has no other values; null if there may be some. */
    @Nullable
    ChunkLocation dictionary(int rowGroup, LeafColumn column) {
        ColumnMetaData data = chunk(rowGroup, column.leaf()).getMeta_data();
        ChunkLocation chunk = data == null || !ChunkEncodings.areDictionaries(data) ? null : chunk(rowGroup, column);
        if (data == null || chunk == null || chunk.values() == 0) {
            return null;
        }
        long end = data.getData_page_offset();
        return end <= chunk.offset() || end > chunk.limit() ? null : chunk.upTo(end);
    }

    long footerOffset() {
        return footerOffset;
    }

    /** Bytes of a column's text in all row groups, where its writer counted them; else what its pages have, still encoded. */
    public long textBytes(LeafColumn column) {
        long sum = 0;
        for (int group = 0; group < rowGroupCount(); group++) {
            ColumnMetaData data = chunk(group, column.leaf()).getMeta_data();
            sum += data == null ? 0 : Math.max(0, textBytes(data));
        }
        return Math.max(0, sum);
    }

    private static long textBytes(ColumnMetaData data) {
        SizeStatistics sizes = data.getSize_statistics();
        return sizes != null && sizes.isSetUnencoded_byte_array_data_bytes()
                ? sizes.getUnencoded_byte_array_data_bytes()
                : data.getTotal_uncompressed_size();
    }

    /** Bytes of a column's pages in the first row group, decompressed but still encoded. */
    public long encodedBytesOfFirst(LeafColumn column) {
        ColumnMetaData data =
                rowGroupCount() == 0 ? null : chunk(0, column.leaf()).getMeta_data();
        return data == null ? 0 : Math.max(0, data.getTotal_uncompressed_size());
    }

    /** How many values a column has for a row, on average: more than one where it is in a list. */
    public double valuesPerRow(LeafColumn column) {
        if (column.levels().repetition() == 0) {
            return 1;
        }
        double sum = 0;
        for (int group = 0; group < rowGroupCount(); group++) {
            ColumnMetaData data = chunk(group, column.leaf()).getMeta_data();
            sum += data == null ? 0 : Math.max(0, data.getNum_values());
        }
        return sum / Math.max(1, rows);
    }

    MessageType schema() {
        return schema;
    }

    List<SortingColumn> sorting(int rowGroup) {
        return sound(path, () -> parts.sorting(rowGroup));
    }
}

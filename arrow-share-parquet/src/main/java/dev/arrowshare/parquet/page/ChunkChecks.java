package dev.arrowshare.parquet.page;

import static org.apache.parquet.column.Encoding.DELTA_BYTE_ARRAY;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import java.util.regex.Pattern;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/** Checks what a footer says about one column chunk, and what of it can be read. */
final class ChunkChecks {
    private static final int MAGIC_BYTES = 4;

    /** Writers before parquet-mr 1.2.9 left the dictionary page's header out of a chunk's size (PARQUET-816). */
    private static final int UNCOUNTED_HEADER_BYTES = 100;

    private static final Pattern OLD_WRITER = Pattern.compile("parquet-mr( version 1\\.([01]\\.|2\\.[0-8]\\b)|$)");

    private final Footer footer;
    private final int rowGroup;
    private final LeafColumn column;

    ChunkChecks(Footer footer, int rowGroup, LeafColumn column) {
        this.footer = footer;
        this.rowGroup = rowGroup;
        this.column = column;
    }

    ChunkLocation locate(ColumnChunk chunk) {
        ColumnMetaData data = chunk.getMeta_data();
        ChunkCrypto crypto = footer.crypto(rowGroup, column.leaf(), where());
        if (chunk.isSetFile_path()) {
            throw unsupported("its values lie in another file, " + chunk.getFile_path());
        }
        if (data == null && crypto != null && chunk.isSetEncrypted_column_metadata()) {
            data = opened(chunk, crypto);
        }
        if (data == null) {
            throw corrupt("its chunk has no metadata");
        }
        checkColumn(data);
        return located(data, crypto);
    }

    private ColumnMetaData opened(ColumnChunk chunk, ChunkCrypto crypto) {
        try {
            return FileCrypto.metadata(chunk, crypto.key(), crypto.place(), new ModuleCipher());
        } catch (MalformedPageException e) {
            throw new CorruptFileException(where() + e.getMessage(), e);
        }
    }

    private void checkColumn(ColumnMetaData data) {
        if (data.getType() == null
                || !data.getType().name().equals(column.physical().name())) {
            throw corrupt("its chunk is of type " + data.getType() + ", the schema says " + column.physical());
        }
        if (data.getPath_in_schema() == null || !data.getPath_in_schema().equals(column.path())) {
            throw corrupt("its chunk is of column " + data.getPath_in_schema());
        }
        long rows = footer.rows(rowGroup);
        boolean isOneARow = column.levels().repetition() == 0 || rows == 0;
        boolean isPlausible = isOneARow ? data.getNum_values() == rows : data.getNum_values() >= rows;
        if (!isPlausible) {
            throw corrupt("its chunk has " + data.getNum_values() + " values, the row group has " + rows + " rows");
        }
    }

    private ChunkLocation located(ColumnMetaData data, @Nullable ChunkCrypto crypto) {
        long begin = data.getData_page_offset();
        // Some writers say 0 where there is no dictionary, and some put one behind the data.
        if (data.isSetDictionary_page_offset()
                && data.getDictionary_page_offset() >= MAGIC_BYTES
                && data.getDictionary_page_offset() < begin) {
            begin = data.getDictionary_page_offset();
        }
        long bytes = data.getTotal_compressed_size();
        long fileEnd = footer.footerOffset();
        if (data.getNum_values() == 0) {
            return new ChunkLocation(rowGroup, begin, begin, 0, 0, codec(data.getCodec()), false, crypto, null);
        }
        if (begin < MAGIC_BYTES || bytes < 0 || begin > fileEnd || bytes > fileEnd - begin) {
            throw corrupt("its chunk lies at " + begin + " with " + bytes + " bytes, the footer begins at " + fileEnd);
        }
        long limit = Math.min(fileEnd, begin + bytes + (isOldWriter() ? UNCOUNTED_HEADER_BYTES : 0));
        return new ChunkLocation(
                rowGroup,
                begin,
                limit,
                data.getNum_values(),
                footer.rows(rowGroup),
                codec(data.getCodec()),
                prefixesCrossPages(),
                crypto,
                null);
    }

    private boolean prefixesCrossPages() {
        return CorruptDeltaByteArrays.requiresSequentialReads(footer.createdBy(), DELTA_BYTE_ARRAY);
    }

    private boolean isOldWriter() {
        return OLD_WRITER.matcher(footer.createdBy()).lookingAt();
    }

    private Decompressor codec(@Nullable CompressionCodec codec) {
        if (codec == null) {
            throw corrupt("its codec is none that Parquet knows");
        }
        try {
            return Codecs.reading(codec);
        } catch (UnsupportedFeatureException e) {
            throw new UnsupportedFeatureException(where() + e.getMessage(), e);
        }
    }

    private UnsupportedFeatureException unsupported(String why) {
        return new UnsupportedFeatureException(where() + why);
    }

    private CorruptFileException corrupt(String what) {
        return new CorruptFileException(where() + what);
    }

    private String where() {
        return footer.path() + ": column '" + column.name() + "', row group " + rowGroup + ": ";
    }
}

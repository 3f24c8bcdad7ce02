package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Looks values up in the bloom filters of chunks. */
final class BloomFilters {
    private static final int HEADER_BYTES = 64;
    private static final int BYTES_LIMIT = 128 << 20;
    private static final int BLOCK_BYTES = 32;

    private BloomFilters() {}

    /** Whether the chunk may have one of the values; true where there is no filter, or none that this version knows. */
    static boolean mayContain(InputChannel file, Footer footer, int rowGroup, LeafColumn column, List<Object> values) {
        ColumnChunk chunk = footer.chunk(rowGroup, column.leaf());
        ColumnMetaData data = chunk.getMeta_data();
        StoredValues stored = new StoredValues(column);
        if (data == null || !data.isSetBloom_filter_offset() || !stored.isUnderstood()) {
            return true;
        }
        String where = footer.path() + ": column '" + column.name() + "': its bloom filter: ";
        ChunkCrypto crypto = footer.crypto(rowGroup, column.leaf(), where);
        long offset = data.getBloom_filter_offset();
        BloomFilter filter = crypto == null
                ? read(file, footer, offset, column)
                : decrypted(new EncryptedModules(file, footer.footerOffset(), crypto, where), footer, offset, column);
        return filter == null || values.stream().anyMatch(value -> mayContain(filter, column, value));
    }

    private static boolean mayContain(BloomFilter filter, LeafColumn column, Object value) {
        if (value instanceof Double real && real == 0) {
            return find(filter, column, 0.0) || find(filter, column, -0.0);
        }
        return find(filter, column, value);
    }

    private static boolean find(BloomFilter filter, LeafColumn column, Object value) {
        OptionalLong hash = hash(filter, column, value);
        return hash.isEmpty() || filter.findHash(hash.getAsLong());
    }

    private static OptionalLong hash(BloomFilter filter, LeafColumn column, Object value) {
        return switch (column.physical()) {
            case INT32 -> OptionalLong.of(filter.hash((int) integer(column, value)));
            case INT64 -> OptionalLong.of(filter.hash(integer(column, value)));
            case FLOAT -> OptionalLong.of(filter.hash((float) (double) value));
            case DOUBLE -> OptionalLong.of(filter.hash((double) value));
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                value instanceof byte[] bytes
                        ? OptionalLong.of(filter.hash(Binary.fromConstantByteArray(bytes)))
                        : decimal(filter, column, value);
            case BOOLEAN, INT96 -> OptionalLong.empty();
        };
    }

    private static long integer(LeafColumn column, Object value) {
        if (value instanceof BigInteger unscaled) {
            return unscaled.longValue();
        }
        boolean isUint64 = column.storageType() instanceof ArrowType.Int integer
                && !integer.getIsSigned()
                && integer.getBitWidth() == Long.SIZE;
        return isUint64 ? (long) value ^ Long.MIN_VALUE : (long) value;
    }

    /** Of decimals that say their length it is not known which length that is. */
    private static OptionalLong decimal(BloomFilter filter, LeafColumn column, Object value) {
        if (!(value instanceof BigInteger unscaled) || column.physical() == PhysicalType.BYTE_ARRAY) {
            return OptionalLong.empty();
        }
        byte[] shortest = unscaled.toByteArray();
        byte[] bytes = new byte[column.typeLength()];
        if (shortest.length > bytes.length) {
            return OptionalLong.empty();
        }
        Arrays.fill(bytes, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, bytes.length - shortest.length, shortest.length);
        return OptionalLong.of(filter.hash(Binary.fromConstantByteArray(bytes)));
    }

    private static @Nullable BloomFilter read(InputChannel file, Footer footer, long offset, LeafColumn column) {
        long end = footer.footerOffset();
        if (offset < 4 || offset >= end) {
            throw corrupt(footer, column, "begins at " + offset + ", the footer at " + end, null);
        }
        byte[] head = bytes(file, offset, (int) Math.min(HEADER_BYTES, end - offset));
        ByteArrayInputStream from = new ByteArrayInputStream(head);
        BloomFilterHeader header = header(footer, column, from);
        if (!isKnown(header)) {
            return null;
        }
        int bytes = header.getNumBytes();
        long begin = offset + head.length - from.available();
        if (bytes < BLOCK_BYTES || bytes > BYTES_LIMIT || bytes % BLOCK_BYTES != 0 || bytes > end - begin) {
            throw corrupt(footer, column, "claims " + bytes + " bytes", null);
        }
        return new BlockSplitBloomFilter(bytes(file, begin, bytes));
    }

    private static @Nullable BloomFilter decrypted(
            EncryptedModules modules, Footer footer, long offset, LeafColumn column) {
        byte[] head = modules.read(offset, ModuleKind.BLOOM_FILTER_HEADER);
        BloomFilterHeader header = header(footer, column, new ByteArrayInputStream(head));
        if (!isKnown(header)) {
            return null;
        }
        byte[] bits = modules.read(offset + EncryptedModules.fileBytes(head), ModuleKind.BLOOM_FILTER_BITS);
        if (bits.length < BLOCK_BYTES || bits.length % BLOCK_BYTES != 0 || bits.length != header.getNumBytes()) {
            throw corrupt(footer, column, "claims " + header.getNumBytes() + " bytes and has " + bits.length, null);
        }
        return new BlockSplitBloomFilter(bits);
    }

    private static boolean isKnown(BloomFilterHeader header) {
        return header.getAlgorithm() != null
                && header.getAlgorithm().isSetBLOCK()
                && header.getHash() != null
                && header.getHash().isSetXXHASH()
                && header.getCompression() != null
                && header.getCompression().isSetUNCOMPRESSED();
    }

    private static BloomFilterHeader header(Footer footer, LeafColumn column, ByteArrayInputStream from) {
        try {
            return Util.readBloomFilterHeader(from);
        } catch (IOException | RuntimeException e) {
            throw corrupt(footer, column, "has a header that is not sound: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(InputChannel file, long offset, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        file.read(offset, buffer);
        return buffer.array();
    }

    private static CorruptFileException corrupt(
            Footer footer, LeafColumn column, String what, @Nullable Exception cause) {
        return new CorruptFileException(
                footer.path() + ": column '" + column.name() + "': its bloom filter " + what, cause);
    }
}

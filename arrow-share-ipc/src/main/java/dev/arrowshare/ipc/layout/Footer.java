package dev.arrowshare.ipc.layout;

import dev.arrowshare.ipc.layout.FlatTable.FlatVector;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.MetadataVersion;

/**
 * A file's footer: schema, and where the blocks lie. A view that reads one block's place at a time, so that opening a file costs
 * the same whatever it holds.
 */
public final class Footer {
    private final FlatTable table;
    private final FlatVector dictionaries;
    private final FlatVector batches;
    private final long start;
    private final DeclaredSchema schema;

    /**
     * @param bytes the footer
     * @param start where the footer begins in the file; blocks end before
     */
    public Footer(ByteBuffer bytes, long start) {
        this.table = FlatTable.root(bytes);
        this.start = start;
        short version = table.shortAt(0);
        MetadataVersions.requireInFooter(version);
        this.dictionaries = table.vectorAt(2, ArrowFormat.BLOCK_BYTES);
        this.batches = table.vectorAt(3, ArrowFormat.BLOCK_BYTES);
        this.schema = DeclaredSchema.read(flat().schema(), version < MetadataVersion.V5);
    }

    private org.apache.arrow.flatbuf.Footer flat() {
        return new org.apache.arrow.flatbuf.Footer().__assign(table.at(), table.bytes());
    }

    public DeclaredSchema schema() {
        return schema;
    }

    public int batchCount() {
        return batches.length();
    }

    public int dictionaryCount() {
        return dictionaries.length();
    }

    /** Where record batch {@code index} lies. */
    public Block batch(int index) {
        return block(batches, index);
    }

    /** Where dictionary block {@code index} lies. */
    public Block dictionary(int index) {
        return block(dictionaries, index);
    }

    private Block block(FlatVector blocks, int index) {
        int at = blocks.start() + index * ArrowFormat.BLOCK_BYTES;
        ByteBuffer bytes = table.bytes();
        Block block = new Block(bytes.getLong(at), bytes.getInt(at + 8), bytes.getLong(at + 16));
        block.requireBefore(start);
        return block;
    }

    /** The footer's own metadata: small entries, and for files of ours, long ones of a few bytes a block. */
    public Map<String, String> metadata() {
        Map<String, String> result = new LinkedHashMap<>();
        org.apache.arrow.flatbuf.Footer footer = flat();
        long left = table.bytes().limit();
        for (int i = 0; i < footer.customMetadataLength(); i++) {
            KeyValue pair = footer.customMetadata(i);
            String key = pair.key();
            String value = pair.value();
            result.put(key == null ? "" : key, value == null ? "" : value);
            left -= 8L + (key == null ? 0 : key.length()) + (value == null ? 0 : value.length());
            if (left < 0) {
                throw Refused.corrupt("the footer's metadata is longer than the footer");
            }
        }
        return result;
    }

    /** Whether the footer's own metadata has an entry of that name. */
    public boolean hasMetadata(String key) {
        org.apache.arrow.flatbuf.Footer footer = flat();
        for (int i = 0; i < footer.customMetadataLength(); i++) {
            if (key.equals(footer.customMetadata(i).key())) {
                return true;
            }
        }
        return false;
    }

    /** A block: a message and its body. */
    public record Block(long offset, int metadataLength, long bodyLength) {

        /** Refuses a block that does not lie between a file's head and {@code limit}. */
        public void requireBefore(long limit) {
            boolean sane = offset >= ArrowFormat.HEAD_BYTES
                    && metadataLength > ArrowFormat.PREFIX_BYTES
                    && bodyLength >= 0
                    && offset <= limit
                    && bodyLength <= limit - offset
                    && metadataLength <= limit - offset - bodyLength;
            if (!sane) {
                throw Refused.corrupt(
                        "a block lies at " + offset + " with " + metadataLength + " bytes of metadata and " + bodyLength
                                + " of body; there are " + limit + " bytes for blocks");
            }
        }

        public long length() {
            return metadataLength + bodyLength;
        }

        public long end() {
            return offset + length();
        }
    }
}

package dev.arrowshare.parquet;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Util;

/**
 * Encrypts an encoded row group while it is put into its file. That can be done only there: each part is bound to its place. Two pages
 * a thread are encrypted at once and then written, so that no more than those are held besides the row group.
 */
final class EncryptedRowGroup {
    private static final int COPY_BYTES = 1 << 20;

    /** To wake threads for less takes longer than to encrypt it. */
    private static final int ALONE_BYTES = 128 << 10;

    private static final int PAGES_A_THREAD = 2;

    private final EncodedRowGroup plain;
    private final PlacedRowGroup placed;
    private final FileEncryption encryption;
    private final int number;
    private final RowGroupEncoder encoder;
    private final TargetFile file;
    private final List<Page> waiting = new ArrayList<>();
    private final List<SealedPage> sealed = new ArrayList<>();
    private long waitingBytes;

    private EncryptedRowGroup(
            EncodedRowGroup plain, FileEncryption encryption, int number, RowGroupEncoder encoder, TargetFile file)
            throws IOException {
        this.plain = plain;
        this.placed = PlacedRowGroup.of(plain);
        this.encryption = encryption;
        this.number = number;
        this.encoder = encoder;
        this.file = file;
        for (int i = 0; i < PAGES_A_THREAD * encoder.threads(); i++) {
            sealed.add(new SealedPage());
        }
    }

    /** Appends the row group, as the one with this number, and returns what there is to say about it. */
    static PlacedRowGroup write(
            EncodedRowGroup plain, FileEncryption encryption, int number, RowGroupEncoder encoder, TargetFile file)
            throws IOException {
        return new EncryptedRowGroup(plain, encryption, number, encoder, file).write();
    }

    private PlacedRowGroup write() throws IOException {
        long begin = file.position();
        for (int column = 0; column < placed.columns(); column++) {
            write(column);
        }
        writeWaiting();
        placed.metadata().setFile_offset(begin).setTotal_compressed_size(file.position() - begin);
        for (int column = 0; column < placed.columns(); column++) {
            writeBloomFilter(column);
        }
        return placed;
    }

    private ColumnMetaData metadata(int column) {
        return placed.chunk(column).getMeta_data();
    }

    private Optional<FileEncryption.Chunk> crypto(int column) {
        return encryption.chunk(metadata(column).getPath_in_schema(), number, column);
    }

    private void write(int column) throws IOException {
        Optional<FileEncryption.Chunk> crypto = crypto(column);
        if (crypto.isPresent()) {
            addPages(column, crypto.get());
        } else {
            writeWaiting();
            ColumnMetaData metadata = metadata(column);
            long begin = begin(metadata);
            Offsets.move(metadata, placed.offsetIndexes().get(column), file.position() - begin);
            copy(begin, metadata.getTotal_compressed_size());
        }
    }

    private static long begin(ColumnMetaData metadata) {
        return metadata.isSetDictionary_page_offset()
                ? metadata.getDictionary_page_offset()
                : metadata.getData_page_offset();
    }

    private void copy(long begin, long bytes) throws IOException {
        byte[] step = new byte[(int) Math.min(COPY_BYTES, bytes)];
        for (long done = 0; done < bytes; ) {
            int length = (int) Math.min(step.length, bytes - done);
            plain.chunks().read(begin + done, step, length);
            file.append(step, length);
            done += length;
        }
    }

    /**
     * A page to encrypt.
     *
     * @param number among the chunk's pages of data; -1 for the dictionary
     */
    private record Page(int column, FileEncryption.Chunk crypto, long offset, int bytes, int number) {}

    private void addPages(int column, FileEncryption.Chunk crypto) throws IOException {
        ColumnMetaData metadata = metadata(column);
        List<PageLocation> locations = placed.offsetIndexes().get(column).getPage_locations();
        requireNumbers(metadata, locations.size());
        long begin = begin(metadata);
        int dictionaryBytes = Math.toIntExact(metadata.getData_page_offset() - begin);
        metadata.setTotal_compressed_size(0);
        if (dictionaryBytes > 0) {
            add(new Page(column, crypto, begin, dictionaryBytes, -1));
        }
        for (int page = 0; page < locations.size(); page++) {
            PageLocation location = locations.get(page);
            add(new Page(column, crypto, location.getOffset(), location.getCompressed_page_size(), page));
        }
    }

    private static void requireNumbers(ColumnMetaData metadata, int pages) {
        if (pages > ChunkPlace.MOST + 1) {
            throw new UnsupportedFeatureException("column '" + String.join(".", metadata.getPath_in_schema())
                    + "': a row group has " + pages + " pages, an encrypted one has at most " + (ChunkPlace.MOST + 1)
                    + "; choose larger pages or smaller row groups");
        }
    }

    private void add(Page page) {
        waiting.add(page);
        waitingBytes += page.bytes();
        if (waiting.size() == sealed.size()) {
            writeWaiting();
        }
    }

    private void writeWaiting() {
        if (waitingBytes < ALONE_BYTES) {
            for (int i = 0; i < waiting.size(); i++) {
                seal(i);
            }
        } else {
            encoder.onThreads(waiting.size(), this::seal);
        }
        for (int i = 0; i < waiting.size(); i++) {
            write(waiting.get(i), sealed.get(i));
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private void seal(int index) {
        Page page = waiting.get(index);
        try {
            sealed.get(index).seal(plain.chunks(), page.offset(), page.bytes(), page.crypto(), page.number());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Page page, SealedPage encrypted) {
        long at = file.position();
        encrypted.writeTo(file);
        long bytes = file.position() - at;
        ColumnMetaData metadata = metadata(page.column());
        if (page.number() < 0) {
            metadata.setDictionary_page_offset(at);
        } else {
            place(page, at, Math.toIntExact(bytes));
        }
        metadata.setTotal_compressed_size(metadata.getTotal_compressed_size() + bytes)
                .setTotal_uncompressed_size(metadata.getTotal_uncompressed_size() + encrypted.headerGrowth());
        placed.metadata().setTotal_byte_size(placed.metadata().getTotal_byte_size() + encrypted.headerGrowth());
    }

    private void place(Page page, long at, int bytes) {
        if (page.number() == 0) {
            metadata(page.column()).setData_page_offset(at);
        }
        placed.offsetIndexes()
                .get(page.column())
                .getPage_locations()
                .get(page.number())
                .setOffset(at)
                .setCompressed_page_size(bytes);
    }

    private void writeBloomFilter(int column) throws IOException {
        ColumnMetaData metadata = plain.rowGroup().getColumns().get(column).getMeta_data();
        if (!metadata.isSetBloom_filter_offset()) {
            return;
        }
        long at = file.position();
        Optional<FileEncryption.Chunk> crypto = crypto(column);
        if (crypto.isPresent()) {
            sealBloomFilter(metadata, crypto.get());
        } else {
            copy(metadata.getBloom_filter_offset(), metadata.getBloom_filter_length());
        }
        metadata(column).setBloom_filter_offset(at).setBloom_filter_length(Math.toIntExact(file.position() - at));
    }

    private void sealBloomFilter(ColumnMetaData metadata, FileEncryption.Chunk crypto) throws IOException {
        byte[] stored = new byte[metadata.getBloom_filter_length()];
        plain.chunks().read(metadata.getBloom_filter_offset(), stored, stored.length);
        ByteArrayInputStream from = new ByteArrayInputStream(stored);
        Util.readBloomFilterHeader(from);
        byte[] header = Arrays.copyOf(stored, stored.length - from.available());
        ModuleCipher cipher = new ModuleCipher();
        file.append(cipher.seal(crypto.key(), crypto.place().of(ModuleKind.BLOOM_FILTER_HEADER), header));
        file.append(cipher.seal(crypto.key(), crypto.place().of(ModuleKind.BLOOM_FILTER_BITS), from.readAllBytes()));
    }
}

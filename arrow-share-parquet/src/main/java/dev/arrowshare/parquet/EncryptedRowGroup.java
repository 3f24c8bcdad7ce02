package dev.arrowshare.parquet;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleKind;
import dev.arrowshare.parquet.encode.GrowingBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Encrypts an encoded row group, page by page. That can be done only where it is put into its file: each part is bound to its place
 * there.
 */
final class EncryptedRowGroup {
    private final EncodedRowGroup plain;
    private final FileEncryption encryption;
    private final int rowGroup;
    private final FileMetaData footer;
    private final RowGroup group;
    private final List<OffsetIndex> offsetIndexes = new ArrayList<>();

    private EncryptedRowGroup(EncodedRowGroup plain, FileEncryption encryption, int rowGroup) throws IOException {
        this.plain = plain;
        this.encryption = encryption;
        this.rowGroup = rowGroup;
        this.footer = plain.footer().deepCopy();
        this.group = footer.getRow_groups().get(0);
        for (ColumnChunk chunk : group.getColumns()) {
            offsetIndexes.add(
                    Util.readOffsetIndex(plain.index(chunk.getOffset_index_offset(), chunk.getOffset_index_length())));
        }
    }

    /** The row group as it will stand in the file, with this number. */
    static EncodedRowGroup of(EncodedRowGroup plain, FileEncryption encryption, int rowGroup, RowGroupEncoder encoder)
            throws IOException {
        EncryptedRowGroup encrypted = new EncryptedRowGroup(plain, encryption, rowGroup);
        int columns = encrypted.group.getColumnsSize();
        List<GrowingBuffer> memory = encoder.takeBuffers(2 * columns);
        try {
            encoder.forEachColumn(
                    columns, column -> encrypted.encrypt(column, memory.get(column), memory.get(columns + column)));
            EncodedRowGroup assembled =
                    encrypted.assembled(new RowGroupBytes.OfMemory(new ArrayList<>(memory), encoder::giveBack));
            encoder.hold(memory);
            return assembled;
        } catch (RuntimeException | Error | IOException e) {
            encoder.hold(memory);
            memory.forEach(encoder::giveBack);
            throw e;
        }
    }

    private void encrypt(int column, GrowingBuffer pages, GrowingBuffer bloomFilter) {
        ColumnMetaData metadata = group.getColumns().get(column).getMeta_data();
        Optional<FileEncryption.Chunk> crypto = encryption.chunk(metadata.getPath_in_schema(), rowGroup, column);
        try {
            if (crypto.isPresent()) {
                new Sealing(crypto.get(), metadata, offsetIndexes.get(column), pages, bloomFilter).run();
            } else {
                copy(metadata, offsetIndexes.get(column), pages, bloomFilter);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long begin(ColumnMetaData metadata) {
        return metadata.isSetDictionary_page_offset()
                ? metadata.getDictionary_page_offset()
                : metadata.getData_page_offset();
    }

    private void copy(ColumnMetaData metadata, OffsetIndex index, GrowingBuffer pages, GrowingBuffer bloomFilter)
            throws IOException {
        long begin = begin(metadata);
        pages.append(plain.chunks().read(begin, Math.toIntExact(metadata.getTotal_compressed_size())));
        if (metadata.isSetBloom_filter_offset()) {
            bloomFilter.append(
                    plain.chunks().read(metadata.getBloom_filter_offset(), metadata.getBloom_filter_length()));
        }
        Offsets.move(metadata, index, -begin);
    }

    /** The pages and the bloom filter of a chunk. Its offsets count from the chunk's first byte afterwards. */
    private final class Sealing {
        private final ModuleCipher cipher = new ModuleCipher();
        private final CRC32 crc = new CRC32();
        private final FileEncryption.Chunk crypto;
        private final ColumnMetaData metadata;
        private final OffsetIndex index;
        private final GrowingBuffer pages;
        private final GrowingBuffer bloomFilter;
        private long headerGrowth;

        Sealing(
                FileEncryption.Chunk crypto,
                ColumnMetaData metadata,
                OffsetIndex index,
                GrowingBuffer pages,
                GrowingBuffer bloomFilter) {
            this.crypto = crypto;
            this.metadata = metadata;
            this.index = index;
            this.pages = pages;
            this.bloomFilter = bloomFilter;
        }

        void run() throws IOException {
            long begin = begin(metadata);
            long data = metadata.getData_page_offset();
            if (data > begin) {
                seal(begin, data - begin, ModuleKind.DICTIONARY_PAGE_HEADER, ModuleKind.DICTIONARY_PAGE, 0);
                metadata.setDictionary_page_offset(0);
            }
            metadata.setData_page_offset(pages.size());
            sealData();
            metadata.setTotal_compressed_size(pages.size())
                    .setTotal_uncompressed_size(metadata.getTotal_uncompressed_size() + headerGrowth);
            if (metadata.isSetBloom_filter_offset()) {
                sealBloomFilter();
            }
        }

        private void sealData() throws IOException {
            List<PageLocation> locations = index.getPage_locations();
            if (locations.size() > ChunkPlace.MOST + 1) {
                throw new UnsupportedFeatureException("column '" + String.join(".", metadata.getPath_in_schema())
                        + "': a row group has " + locations.size() + " pages, an encrypted one has at most "
                        + (ChunkPlace.MOST + 1) + "; choose larger pages or smaller row groups");
            }
            for (int page = 0; page < locations.size(); page++) {
                PageLocation location = locations.get(page);
                long begin = pages.size();
                seal(
                        location.getOffset(),
                        location.getCompressed_page_size(),
                        ModuleKind.DATA_PAGE_HEADER,
                        ModuleKind.DATA_PAGE,
                        page);
                location.setOffset(begin).setCompressed_page_size(Math.toIntExact(pages.size() - begin));
            }
        }

        private void seal(long offset, long bytes, ModuleKind headerKind, ModuleKind bodyKind, int page)
                throws IOException {
            byte[] stored = plain.chunks().read(offset, Math.toIntExact(bytes));
            ByteArrayInputStream from = new ByteArrayInputStream(stored);
            PageHeader header = Util.readPageHeader(from);
            int headerBytes = stored.length - from.available();
            byte[] body = from.readAllBytes();
            byte[] module = new byte[body.length + crypto.pages().extraBytes()];
            cipher.seal(crypto.pages(), crypto.key(), crypto.place().of(bodyKind, page), body, body.length, module);
            crc.reset();
            crc.update(module);
            header.setCompressed_page_size(module.length).setCrc((int) crc.getValue());
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            Util.writePageHeader(header, head);
            byte[] sealed = cipher.seal(crypto.key(), crypto.place().of(headerKind, page), head.toByteArray());
            headerGrowth += sealed.length - headerBytes;
            pages.append(sealed);
            pages.append(module);
        }

        private void sealBloomFilter() throws IOException {
            byte[] stored = plain.chunks().read(metadata.getBloom_filter_offset(), metadata.getBloom_filter_length());
            ByteArrayInputStream from = new ByteArrayInputStream(stored);
            Util.readBloomFilterHeader(from);
            byte[] header = Arrays.copyOf(stored, stored.length - from.available());
            bloomFilter.append(cipher.seal(crypto.key(), crypto.place().of(ModuleKind.BLOOM_FILTER_HEADER), header));
            bloomFilter.append(
                    cipher.seal(crypto.key(), crypto.place().of(ModuleKind.BLOOM_FILTER_BITS), from.readAllBytes()));
        }
    }

    private EncodedRowGroup assembled(RowGroupBytes.OfMemory chunks) throws IOException {
        List<GrowingBuffer> parts = chunks.parts();
        int columns = group.getColumnsSize();
        long at = 0;
        for (int column = 0; column < columns; column++) {
            move(column, at);
            at += parts.get(column).size();
        }
        group.setTotal_compressed_size(at);
        for (int column = 0; column < columns; column++) {
            long bytes = parts.get(columns + column).size();
            if (bytes > 0) {
                group.getColumns()
                        .get(column)
                        .getMeta_data()
                        .setBloom_filter_offset(at)
                        .setBloom_filter_length(Math.toIntExact(bytes));
            }
            at += bytes;
        }
        return new EncodedRowGroup(footer, chunks, tail(at));
    }

    private void move(int column, long to) {
        ColumnMetaData metadata = group.getColumns().get(column).getMeta_data();
        Offsets.move(metadata, offsetIndexes.get(column), to);
    }

    /** The indexes, as they will be encrypted when their place in the file is known. */
    private byte[] tail(long begin) throws IOException {
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        for (int column = 0; column < group.getColumnsSize(); column++) {
            ColumnChunk chunk = group.getColumns().get(column);
            if (chunk.isSetColumn_index_offset()) {
                byte[] index = plain.index(chunk.getColumn_index_offset(), chunk.getColumn_index_length())
                        .readAllBytes();
                chunk.setColumn_index_offset(begin + tail.size());
                tail.write(index);
            }
            int from = tail.size();
            Util.writeOffsetIndex(offsetIndexes.get(column), tail);
            chunk.setOffset_index_offset(begin + from).setOffset_index_length(tail.size() - from);
        }
        return tail.toByteArray();
    }
}

package dev.arrowshare.parquet;

import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.CryptoKey;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;
import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.parquet.format.AesGcmCtrV1;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/**
 * The modules of a sound file that one key encrypts, footer included: where each is, and what was encrypted, to be changed and encrypted
 * again, so that mutations reach what lies behind the encryption.
 */
final class EncryptedFile {
    private static final CryptoKey KEY = CryptoKey.of("the key", EncryptionKind.FOOTER_KEY);

    /** A module, whose length stands at the offset. */
    private static final class Module {
        final Mode mode;
        final byte[] place;
        final int offset;
        final int bytes;

        Module(Mode mode, byte[] place, int offset, int bytes) {
            this.mode = mode;
            this.place = place;
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    private final byte[] file;
    private final ModuleCipher cipher = new ModuleCipher();
    private final List<List<Module>> kinds = new ArrayList<>();
    private final List<Module> headers = new ArrayList<>();
    private final List<Module> pages = new ArrayList<>();
    private final List<Module> apart = new ArrayList<>();
    private final List<Module> footer = new ArrayList<>();

    private EncryptedFile(byte[] file) throws IOException {
        this.file = file;
        kinds.addAll(List.of(headers, pages, pages, apart, footer));
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        int begin = file.length - 8 - length;
        ByteArrayInputStream from = new ByteArrayInputStream(file, begin, length);
        FileCryptoMetaData crypto = Util.readFileCryptoMetaData(from);
        byte[] fileAad = unique(crypto.getEncryption_algorithm());
        Mode mode = crypto.getEncryption_algorithm().isSetAES_GCM_V1() ? Mode.GCM : Mode.CTR;
        int offset = begin + length - from.available();
        Module module = new Module(Mode.GCM, ChunkPlace.ofFooter(fileAad), offset, from.available());
        footer.add(module);
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(content(module)));
        for (int group = 0; group < metadata.getRow_groupsSize(); group++) {
            List<ColumnChunk> chunks = metadata.getRow_groups().get(group).getColumns();
            for (int column = 0; column < chunks.size(); column++) {
                add(chunks.get(column), new ChunkPlace(fileAad, group, column), mode);
            }
        }
    }

    static EncryptedFile of(byte[] file) throws IOException {
        return new EncryptedFile(file);
    }

    private static byte[] unique(EncryptionAlgorithm algorithm) {
        AesGcmV1 gcm = algorithm.isSetAES_GCM_V1() ? algorithm.getAES_GCM_V1() : new AesGcmV1();
        AesGcmCtrV1 ctr = algorithm.isSetAES_GCM_CTR_V1() ? algorithm.getAES_GCM_CTR_V1() : new AesGcmCtrV1();
        return gcm.isSetAad_file_unique() ? gcm.getAad_file_unique() : ctr.getAad_file_unique();
    }

    private void add(ColumnChunk chunk, ChunkPlace place, Mode mode) {
        ColumnMetaData data = chunk.getMeta_data();
        boolean hasDictionary = data.isSetDictionary_page_offset();
        int at = (int) (hasDictionary ? data.getDictionary_page_offset() : data.getData_page_offset());
        int end = (int) (at + data.getTotal_compressed_size());
        for (int page = hasDictionary ? -1 : 0; at < end; page++) {
            boolean isData = page >= 0;
            ModuleKind header = isData ? ModuleKind.DATA_PAGE_HEADER : ModuleKind.DICTIONARY_PAGE_HEADER;
            ModuleKind body = isData ? ModuleKind.DATA_PAGE : ModuleKind.DICTIONARY_PAGE;
            at = add(headers, Mode.GCM, place.of(header, Math.max(0, page)), at);
            at = add(pages, mode, place.of(body, Math.max(0, page)), at);
        }
        add(apart, Mode.GCM, place.of(ModuleKind.OFFSET_INDEX), (int) chunk.getOffset_index_offset());
        if (chunk.isSetColumn_index_offset()) {
            add(apart, Mode.GCM, place.of(ModuleKind.COLUMN_INDEX), (int) chunk.getColumn_index_offset());
        }
        if (data.isSetBloom_filter_offset()) {
            int bits =
                    add(apart, Mode.GCM, place.of(ModuleKind.BLOOM_FILTER_HEADER), (int) data.getBloom_filter_offset());
            add(apart, Mode.GCM, place.of(ModuleKind.BLOOM_FILTER_BITS), bits);
        }
    }

    /** Adds a module, and returns where the next one begins. */
    private int add(List<Module> to, Mode mode, byte[] place, int offset) {
        int bytes = 4 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
        Module module = new Module(mode, place, offset, bytes);
        content(module);
        to.add(module);
        return offset + bytes;
    }

    private byte[] content(Module module) {
        byte[] content = new byte[module.bytes - module.mode.extraBytes()];
        byte[] stored = Arrays.copyOfRange(file, module.offset, module.offset + module.bytes);
        cipher.open(module.mode, KEY, module.place, stored, stored.length, content);
        return content;
    }

    /** The file with one module changed, and sealed again by its key and for its place. */
    byte[] resealed(Random random, Consumer<byte[]> change) {
        byte[] changed = file.clone();
        Module module = any(random);
        byte[] content = content(module);
        change.accept(content);
        byte[] sealed = new byte[module.bytes];
        cipher.seal(module.mode, KEY, module.place, content, content.length, sealed);
        System.arraycopy(sealed, 0, changed, module.offset, sealed.length);
        return changed;
    }

    /** A byte as it stands in the file: a length, a nonce, a tag or one that is encrypted. */
    int place(Random random) {
        Module module = any(random);
        int head = ModuleCipher.LENGTH_BYTES + ModuleCipher.NONCE_BYTES;
        return module.offset + random.nextInt(random.nextBoolean() ? Math.min(head, module.bytes) : module.bytes);
    }

    private Module any(Random random) {
        List<Module> modules = kinds.get(random.nextInt(kinds.size()));
        List<Module> some = modules.isEmpty() ? footer : modules;
        return some.get(random.nextInt(some.size()));
    }
}

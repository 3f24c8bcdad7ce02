package dev.arrowshare.ipc;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.layout.Footer;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Compares the hashes in a footer with the file, read with {@code read(2)}: a mapping could change under a checksum. */
final class Verification {
    private static final int SCRATCH_BYTES = 1 << 20;

    private final Path path;
    private final MappedFooter footer;

    Verification(Path path, MappedFooter footer) {
        this.path = path;
        this.footer = footer;
    }

    void run() {
        int dictionaries = footer.dictionaryCount();
        int batches = footer.batchCount();
        FooterNotes notes = footer.noted();
        long[] hashes = notes.hashes(dictionaries + batches)
                .orElseThrow(() -> Refused.unsupported("it has no hashes to verify: another program wrote it"));
        requireFingerprint(notes, hashes, batches);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            BlockHasher hasher = new BlockHasher(channel);
            hasher.require("the head", 0, headEnd(), hashes[0]);
            for (int i = 0; i < dictionaries; i++) {
                hasher.require("dictionary block " + i, footer.read(dictionary(i)), hashes[1 + i]);
            }
            for (int i = 0; i < batches; i++) {
                hasher.require("batch " + i, footer.read(batch(i)), hashes[1 + dictionaries + i]);
            }
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot read it: " + e.getMessage(), e);
        }
    }

    private static Function<Footer, Block> dictionary(int index) {
        return footer -> footer.dictionary(index);
    }

    private static Function<Footer, Block> batch(int index) {
        return footer -> footer.batch(index);
    }

    private static void requireFingerprint(FooterNotes notes, long[] hashes, int batches) {
        List<Long> boxed = new ArrayList<>(hashes.length);
        for (long hash : hashes) {
            boxed.add(hash);
        }
        String actual = FooterNotes.fingerprint(boxed, notes.blockRows(batches).orElse(List.of()));
        if (!notes.fingerprint().equals(Optional.of(actual))) {
            throw Refused.corrupt("its fingerprint is " + notes.fingerprint().orElse("missing")
                    + ", its hashes and row counts make " + actual);
        }
    }

    /** Blocks follow each other without gaps, so the head ends where the first begins, or at the end of stream marker. */
    private long headEnd() {
        return footer.read(parsed -> {
            long first = footer.start() - Long.BYTES;
            first = parsed.dictionaryCount() > 0
                    ? Math.min(first, parsed.dictionary(0).offset())
                    : first;
            return parsed.batchCount() > 0 ? Math.min(first, parsed.batch(0).offset()) : first;
        });
    }

    /** Reads ranges into one reused piece of memory. */
    private static final class BlockHasher {
        private final FileChannel channel;
        private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
        private final long address = Memory.address(scratch);

        BlockHasher(FileChannel channel) {
            this.channel = channel;
        }

        void require(String what, Block block, long expected) throws IOException {
            require(what, block.offset(), block.end(), expected);
        }

        void require(String what, long from, long to, long expected) throws IOException {
            long actual = hash(from, to);
            if (actual != expected) {
                HexFormat hex = HexFormat.of();
                throw Refused.corrupt(what + " (bytes " + from + " to " + to + ") has hash " + hex.toHexDigits(actual)
                        + ", recorded is " + hex.toHexDigits(expected));
            }
        }

        private long hash(long from, long to) throws IOException {
            Xxh64 hash = new Xxh64();
            try {
                for (long at = from; at < to; ) {
                    scratch.clear().limit((int) Math.min(SCRATCH_BYTES, to - at));
                    int read = channel.read(scratch, at);
                    if (read < 0) {
                        throw Refused.corrupt("it ends at " + channel.size() + ", before " + to);
                    }
                    hash.update(address, read);
                    at += read;
                }
                return hash.value();
            } finally {
                hash.free();
            }
        }
    }
}

package dev.arrowshare.ipc;

import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The first bytes of a file, which say what it is. */
final class FileHead {
    private FileHead() {}

    static void requireMagic(ByteBuffer head) {
        String text = StandardCharsets.ISO_8859_1
                .decode(head.slice(0, ArrowFormat.HEAD_BYTES))
                .toString();
        if (text.startsWith(ArrowFormat.FEATHER_V1_MAGIC)) {
            throw Refused.unsupported("a Feather V1 file (" + ArrowFormat.FEATHER_V1_MAGIC
                    + "), a format of its own; write it anew as Feather V2");
        }
        if (text.startsWith("PAR1")) {
            throw Refused.corrupt("a Parquet file, not an Arrow file");
        }
        if (head.getInt(0) == ArrowFormat.CONTINUATION) {
            throw Refused.corrupt("an Arrow stream, not an Arrow file; read it with ArrowStream");
        }
        if (!text.startsWith(ArrowFormat.MAGIC)) {
            throw Refused.corrupt("it does not begin with " + ArrowFormat.MAGIC + ": not an Arrow file");
        }
    }
}

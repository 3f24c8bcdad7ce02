package dev.arrowshare.dataset.pool;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.publish.Draft;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value in a file: an array of primitives or a buffer as its bytes, a batch as an Arrow file, anything else as an object stream.
 *
 * @param file that only its owner may read, in a folder that only its owner may enter
 * @param kind what the bytes are
 * @param type of the elements, if it is an array
 * @param length elements of an array, else bytes
 * @param bytes of the file
 */
public record StoredValue(String file, Kind kind, int type, int length, long bytes) implements Serializable {
    /** What the bytes of a file are. */
    public enum Kind {
        NULL,
        ARRAY,
        BUFFER,
        BATCH,
        OBJECT
    }

    /** Writes a value to a new file in the folder. A batch is closed then: it was the function's to give away. */
    static StoredValue write(Path folder, @Nullable Object value) {
        Path file = folder.resolve("result-" + UUID.randomUUID() + (value instanceof Batch ? ".arrow" : ""));
        try {
            return written(file, value);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static StoredValue written(Path file, @Nullable Object value) throws IOException {
        try {
            return new Writing(file).write(value);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static ArrowShareException cannotWrite(Path file, IOException cause) {
        String what = file + ": cannot write a result there: " + WriteFailure.reason(cause);
        return WriteFailure.isFullDisk(cause)
                ? new StorageFullException(what + ", " + WriteFailure.free(file) + " are free", cause)
                : new ArrowShareException(what, cause);
    }

    /** A value on its way to its file. */
    private record Writing(Path file) {
        StoredValue write(@Nullable Object value) throws IOException {
            if (value instanceof Batch batch) {
                return writeBatch(batch);
            }
            if (value instanceof ByteBuffer buffer) {
                RawFile.write(file, buffer);
                return stored(Kind.BUFFER, 0, buffer.remaining());
            }
            if (value == null) {
                RawFile.write(file, new byte[0]);
                return stored(Kind.NULL, 0, 0);
            }
            boolean isArray = PrimitiveArrays.isOne(value);
            Object array = isArray ? value : Travel.pack(value).bytes();
            RawFile.write(file, array);
            return stored(isArray ? Kind.ARRAY : Kind.OBJECT, PrimitiveArrays.type(array), Array.getLength(array));
        }

        /** In a folder of its own: a writer looks through it for what dead ones have left. */
        private StoredValue writeBatch(Batch batch) throws IOException {
            Path arrow = file.resolve("batch.arrow");
            try (batch) {
                Files.createDirectory(file);
                writeArrow(arrow, batch);
            }
            return new StoredValue(arrow.toString(), Kind.BATCH, 0, 0, Files.size(arrow));
        }

        private static void writeArrow(Path arrow, Batch batch) throws IOException {
            try (ArrowFileWriter writer = ArrowFileWriter.create(arrow, batch.schema(), ArrowWriteOptions.defaults())) {
                writer.append(batch);
                writer.publish(Map.of());
            }
            for (FileAttribute<?> permission : Draft.ownerOnly(arrow)) {
                Files.setAttribute(arrow, permission.name(), permission.value());
            }
        }

        private StoredValue stored(Kind kind, int type, int length) throws IOException {
            return new StoredValue(file.toString(), kind, type, length, Files.size(file));
        }
    }

    /** The value, read anew: a batch lies over the mapped file, and is the caller's to close. */
    public @Nullable Object read() {
        try {
            return switch (kind) {
                case NULL -> null;
                case ARRAY -> array();
                case BUFFER -> ByteBuffer.wrap((byte[]) array());
                case OBJECT ->
                    Travel.unpack((byte[]) array(), Thread.currentThread().getContextClassLoader());
                case BATCH -> batch();
            };
        } catch (NoSuchFileException e) {
            throw new ClosedException(file + " is gone: a stored result can be had until it or its pool is closed");
        } catch (IOException | ClassNotFoundException e) {
            throw new ArrowShareException(file + ": cannot read the result that was stored there: " + e, e);
        }
    }

    private Object array() throws IOException {
        Object array = PrimitiveArrays.make(type, length);
        RawFile.read(Path.of(file), 0, array);
        return array;
    }

    /** Elements of an array from the first on. */
    Object part(int first, int count) throws IOException {
        Object array = PrimitiveArrays.make(type, count);
        RawFile.read(Path.of(file), first, array);
        return array;
    }

    /** The batch, whose file is mapped. */
    Batch batch() throws IOException {
        if (!Files.exists(Path.of(file))) {
            throw new NoSuchFileException(file);
        }
        try (ArrowFile arrow = ArrowFile.open(Path.of(file))) {
            return arrow.batch(0, Allocators.root());
        }
    }

    /** The batch, which stays mapped; its file goes. */
    public Batch takeBatch() {
        try {
            return batch();
        } catch (IOException e) {
            throw new ArrowShareException(file + ": cannot read the batch that a worker has made: " + e, e);
        } finally {
            delete();
        }
    }

    /** What is mapped of it stays readable. */
    public void delete() {
        Path path = Path.of(file);
        try {
            Files.deleteIfExists(path);
            if (kind == Kind.BATCH) {
                Files.deleteIfExists(Objects.requireNonNull(path.getParent(), file));
            }
        } catch (IOException e) {
            throw new ArrowShareException(file + ": cannot delete the result that was stored there: " + e, e);
        }
    }
}

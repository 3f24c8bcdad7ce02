package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The payload of {@link Frame#FAILURE}: the exception itself where it can travel, and its text where it, or something that it holds,
 * cannot.
 */
public final class Failures {
    private Failures() {}

    public static ByteBuffer write(Throwable failure) {
        byte[] text = String.valueOf(failure).getBytes(StandardCharsets.UTF_8);
        byte[] trace = trace(failure).getBytes(StandardCharsets.UTF_8);
        byte[] object = object(failure);
        ByteBuffer to = ByteBuffer.allocate(3 * Integer.BYTES + text.length + trace.length + object.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        Frame.put(to, text);
        Frame.put(to, trace);
        return Frame.put(to, object).flip();
    }

    private static byte[] object(Throwable failure) {
        try {
            return Travel.pack(failure).bytes();
        } catch (MapperException | StackOverflowError | OutOfMemoryError e) {
            return new byte[0];
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** The exception to throw in the coordinator. */
    public static RuntimeException read(ByteBuffer from, ClassLoader loader) throws IOException {
        String message = Frame.text(from);
        String trace = Frame.text(from);
        byte[] object = Frame.bytes(from);
        return object.length == 0 ? lost(message, trace) : unpack(object, loader, message, trace);
    }

    /** What was thrown, as {@link #write} wrote it; a {@link RemoteException} with its stack trace where it could not travel. */
    public static Throwable thrown(ByteBuffer from, ClassLoader loader) throws IOException {
        String message = Frame.text(from);
        String trace = Frame.text(from);
        byte[] object = Frame.bytes(from);
        try {
            return object.length == 0 ? lost(message, trace) : (Throwable) Travel.unpack(object, loader);
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return lost(message, trace);
        }
    }

    private static RuntimeException unpack(byte[] object, ClassLoader loader, String message, String trace) {
        try {
            Object failure = Travel.unpack(object, loader);
            return failure instanceof ArrowShareException ours
                    ? ours
                    : new MapperException(message, (Throwable) failure);
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return lost(message, trace);
        }
    }

    private static RuntimeException lost(String message, String trace) {
        return new MapperException(message, new RemoteException(trace));
    }
}

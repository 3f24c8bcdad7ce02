package dev.arrowshare.dataset.share;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells a function from another one, in each JVM the same: its state, captured values included, and its code. A lambda is known by
 * the class that it is written in, its method there, and what it captured: the class that a JVM makes of it has another name each time.
 *
 * <pre>{@code
 * String before = FunctionIdentity.of(mapper);      // sixty-four hexadecimal digits
 * }</pre>
 *
 * <p>What a function reads from elsewhere, files, system properties and static fields, is not seen.
 *
 * <p><b>Threads:</b> safe.
 */
public final class FunctionIdentity {
    private final String hash;
    private final Set<Class<?>> classes;
    private final Set<String> names;

    private FunctionIdentity(String hash, Set<Class<?>> classes, Set<String> names) {
        this.hash = hash;
        this.classes = classes;
        this.names = names;
    }

    /**
     * Of functions, or of what holds some.
     *
     * @throws IOException for one that cannot be serialised, or whose code cannot be read
     */
    public static String of(Object functions) throws IOException {
        FunctionIdentity state = ofState(functions);
        MessageDigest digest = sha256();
        digest.update(bytes(state.hash));
        for (Map.Entry<String, byte[]> entry :
                CodeIdentity.of(state.classes, state.names).entrySet()) {
            digest.update(bytes(entry.getKey()));
            digest.update(sha256().digest(entry.getValue()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of values alone. */
    public static String ofValue(Object value) throws IOException {
        return ofState(value).hash;
    }

    static FunctionIdentity ofState(@Nullable Object value) throws IOException {
        MessageDigest digest = sha256();
        try (StateIdentity out = new StateIdentity(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            out.writeObject(value);
            out.flush();
            return new FunctionIdentity(HexFormat.of().formatHex(digest.digest()), out.classes(), out.names());
        } catch (RuntimeException e) {
            throw new IOException("it cannot be serialised: " + e, e);
        }
    }

    String hash() {
        return hash;
    }

    Set<Class<?>> classes() {
        return classes;
    }

    Set<String> names() {
        return names;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }
}

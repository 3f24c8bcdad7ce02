package dev.arrowshare.dataset.share;

import dev.arrowshare.memory.Xxh64;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells a function from another one, in each JVM the same: its state, captured values included, and its code. A lambda is known by
 * the class that it is written in, its method there, and what it captured: the class that a JVM makes of it has another name each time.
 *
 * <pre>{@code
 * FunctionIdentity now = FunctionIdentity.of(mapper);       // its state is that of now
 * String before = now.withCode();                           // sixteen hexadecimal digits
 * }</pre>
 *
 * <p>It is an XXH64, which keeps from mistakes, not from attacks: a JVM needs a tenth of a second for its first SHA-256. What a function
 * reads from elsewhere, files, system properties and static fields, is not seen.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class FunctionIdentity {
    private final String state;
    private final Set<Class<?>> classes;
    private final Set<String> names;

    private FunctionIdentity(String state, Set<Class<?>> classes, Set<String> names) {
        this.state = state;
        this.classes = classes;
        this.names = names;
    }

    /**
     * Of functions, of what holds some, or of values.
     *
     * @throws IOException for one that cannot be serialised
     */
    public static FunctionIdentity of(@Nullable Object functions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateIdentity out = new StateIdentity(bytes)) {
            out.writeObject(functions);
            out.flush();
            return new FunctionIdentity(hash(bytes.toByteArray()), out.classes(), out.names());
        } catch (RuntimeException e) {
            throw new IOException("it cannot be serialised: " + e, e);
        }
    }

    /** Of the state alone, which is all there is to values. */
    public String state() {
        return state;
    }

    /**
     * Of state and code.
     *
     * @throws IOException for code that cannot be read
     */
    public String withCode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream all = new DataOutputStream(bytes)) {
            all.writeUTF(state);
            for (Map.Entry<String, byte[]> entry :
                    CodeIdentity.of(classes, names).entrySet()) {
                all.writeUTF(entry.getKey());
                all.writeUTF(hash(entry.getValue()));
            }
        }
        return hash(bytes.toByteArray());
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().toHexDigits(Xxh64.of(bytes));
    }

    Set<Class<?>> classes() {
        return classes;
    }

    Set<String> names() {
        return names;
    }
}

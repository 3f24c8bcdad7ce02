package dev.arrowshare.dataset;

import java.util.Map;

/**
 * A class loader whose classes exist in memory only implements this, so that worker processes can have them too.
 *
 * <pre>{@code
 * final class Compiled extends ClassLoader implements InMemoryClasses {
 *     public Map<String, byte[]> classBytes() { return compiled; }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> safe to call from any.
 */
public interface InMemoryClasses {
    /** The class file of every class that the loader defines or could, by binary name. */
    Map<String, byte[]> classBytes();
}

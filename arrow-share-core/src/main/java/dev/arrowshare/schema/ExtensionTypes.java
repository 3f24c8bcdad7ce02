package dev.arrowshare.schema;

import org.apache.arrow.vector.extension.UuidType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;

/**
 * The extension types that are always there. Arrow-java knows its own only once their classes are loaded, and a column's type must not
 * depend on what else ran in a JVM.
 *
 * <p><b>Threads:</b> safe.
 */
public final class ExtensionTypes {
    static {
        ExtensionTypeRegistry.register(UuidType.INSTANCE);
    }

    private ExtensionTypes() {}

    /** To be called before a schema is read. Registers on the first call only: who unregisters a type later on means it. */
    public static void ensureRegistered() {
        // Calling initialises the class, which does it.
    }
}

package dev.arrowshare.memory;

import dev.arrowshare.error.ArrowShareException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.SegmentRoundingPolicy;

/**
 * The allocator of this process, set up so that neither Arrow nor netty needs a flag on any JDK from 17.
 *
 * <pre>{@code
 * try (BufferAllocator mine = Allocators.child("enrich")) {
 *     Float8Vector tip = new Float8Vector("tip", mine);
 *     …
 * }                                       // throws when something was not closed, naming it
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the root is never closed; a child belongs to its caller.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} when Arrow cannot work in this JVM, with the flag or the dependency that is
 * missing.
 */
public final class Allocators {
    private Allocators() {}

    /** The one root, made and checked on first use. */
    public static BufferAllocator root() {
        return Root.ALLOCATOR;
    }

    /**
     * A child of the root without a limit.
     *
     * <p>Its close throws an {@link IllegalStateException} if anything allocated from it is still held, which names who opened it
     * and, where {@link OpenResources} traces them, the open batches.
     */
    public static BufferAllocator child(String name) {
        return new NamedAllocator(root().newChildAllocator(name, 0, Long.MAX_VALUE));
    }

    private static final class Root {
        static final BufferAllocator ALLOCATOR = create();

        private static BufferAllocator create() {
            // Netty's arenas, which Arrow touches while its classes load, refuse to start on JDK 24+ without this.
            if (System.getProperty("io.netty.noUnsafe") == null) {
                System.setProperty("io.netty.noUnsafe", "false");
            }
            try {
                BufferAllocator root = new RootAllocator(RootAllocator.configBuilder()
                        .allocationManagerFactory(OwnedMemory.FACTORY)
                        .roundingPolicy(new SegmentRoundingPolicy(1024L))
                        .build());
                check(root);
                return root;
            } catch (LinkageError | RuntimeException e) {
                throw new ArrowShareException(
                        "Arrow cannot allocate memory in this JVM (Java " + Runtime.version()
                                + "): arrow-memory-netty must be on the class path, io.netty.noUnsafe must be 'false' (it is '"
                                + System.getProperty("io.netty.noUnsafe")
                                + "') before the first use of Arrow, and on Java 24 and newer"
                                + " --sun-misc-unsafe-memory-access must not be 'deny'",
                        e);
            }
        }

        private static void check(BufferAllocator root) {
            try (ArrowBuf probe = root.buffer(64)) {
                probe.setLong(8, 0x0123456789abcdefL);
                if (Memory.getLong(probe.memoryAddress() + 8) != 0x0123456789abcdefL) {
                    throw new IllegalStateException("what was written through Arrow is not what memory holds");
                }
            }
        }
    }
}

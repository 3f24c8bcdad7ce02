package dev.arrowshare.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is open in this process and who opened it, so that a leak is reported by the line of the user's code that forgot to close.
 *
 * <pre>{@code
 * private final OpenResources.Entry opened = OpenResources.add("Arrow file trips.arrow");
 * …
 * opened.close();                                     // in the resource's close()
 * OpenResources.report();                             // [Arrow file trips.arrow, opened at Job.main(Job.java:12)]
 * }</pre>
 *
 * <p>Finding the opener walks the stack, some microseconds: nothing beside opening a file, too much beside making a batch. So
 * files, datasets and allocators are always noted, batches only where assertions are on (as in most test runs) or the system
 * property {@code arrowshare.traceBatches} is {@code true}.
 *
 * <p><b>Threads:</b> safe.
 */
public final class OpenResources {
    static final String HOW_TO_TRACE = "run with -ea or -Darrowshare.traceBatches=true to see which batches are open";

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final AtomicLong NEXT = new AtomicLong();
    private static final Map<Long, Entry> OPEN = new ConcurrentHashMap<>();
    private static final boolean IS_TRACING_BATCHES =
            OpenResources.class.desiredAssertionStatus() || Boolean.getBoolean("arrowshare.traceBatches");

    private OpenResources() {}

    /** Notes that {@code what} was opened by the nearest caller outside of this library. */
    public static Entry add(String what) {
        return add(what, null);
    }

    /** As {@link #add(String)}, for something that holds memory of {@code owner}. */
    public static Entry add(String what, @Nullable Object owner) {
        Entry entry = new Entry(NEXT.getAndIncrement(), what + ", opened at " + opener(), owner);
        OPEN.put(entry.id, entry);
        return entry;
    }

    /** Whether each batch is noted. */
    public static boolean isTracingBatches() {
        return IS_TRACING_BATCHES;
    }

    /** One line for each resource that is still open, oldest first. */
    public static List<String> report() {
        List<Entry> entries = new ArrayList<>(OPEN.values());
        entries.sort((one, other) -> Long.compare(one.id, other.id));
        return entries.stream().map(Entry::toString).toList();
    }

    /** One line for each resource that is still open and holds memory of that owner. */
    static List<String> report(Object owner) {
        return OPEN.values().stream()
                .filter(entry -> entry.owner == owner)
                .map(Entry::toString)
                .toList();
    }

    private static String opener() {
        return STACK.walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(StackWalker.StackFrame::toStackTraceElement)
                .map(StackTraceElement::toString)
                .orElse("an unknown place"));
    }

    /** Tests live in our packages too, and they are users. */
    private static boolean isOurs(String className) {
        return className.startsWith("dev.arrowshare.") && !className.contains("Test");
    }

    /** An open resource's line in the report. */
    public static final class Entry implements AutoCloseable {
        private final long id;
        private final String line;
        private final @Nullable Object owner;

        private Entry(long id, String line, @Nullable Object owner) {
            this.id = id;
            this.line = line;
            this.owner = owner;
        }

        /** Takes the resource off the report; again is harmless. */
        @Override
        public void close() {
            OPEN.remove(id);
        }

        @Override
        public String toString() {
            return line;
        }
    }
}

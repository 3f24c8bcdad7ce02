package dev.arrowshare.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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
 * <p><b>Threads:</b> safe.
 */
public final class OpenResources {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final AtomicLong NEXT = new AtomicLong();
    private static final Map<Long, String> OPEN = new ConcurrentHashMap<>();

    private OpenResources() {}

    /** Notes that {@code what} was opened by the nearest caller outside of this library. */
    public static Entry add(String what) {
        long id = NEXT.getAndIncrement();
        OPEN.put(id, what + ", opened at " + opener());
        return new Entry(id);
    }

    /** One line for each resource that is still open, oldest first. */
    public static List<String> report() {
        List<Map.Entry<Long, String>> entries = new ArrayList<>(OPEN.entrySet());
        entries.sort(Map.Entry.comparingByKey());
        return entries.stream().map(Map.Entry::getValue).toList();
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

        private Entry(long id) {
            this.id = id;
        }

        /** Takes the resource off the report; again is harmless. */
        @Override
        public void close() {
            OPEN.remove(id);
        }
    }
}

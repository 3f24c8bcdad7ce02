package dev.arrowshare.dataset.work;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** Where threads are, as text to be read by somebody who looks for what hangs. */
public final class Stacks {
    private static final int MOST_FRAMES = 40;
    private static final int MOST_THREADS = 30;
    private static final String MAIN = "main";

    private Stacks() {}

    /** All threads of this process that are not the JVM's own, the one that calls the user's functions first. */
    public static String ofAll() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey() != Thread.currentThread() && isOfSomebody(entry.getKey()))
                .sorted(Comparator.comparing((Map.Entry<Thread, StackTraceElement[]> entry) -> !isMain(entry.getKey()))
                        .thenComparing(entry -> entry.getKey().getName()))
                .limit(MOST_THREADS)
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isMain(Thread thread) {
        return thread.getName().equals(MAIN);
    }

    private static boolean isOfSomebody(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null
                && !group.getName().equals("system")
                && !group.getName().equals("InnocuousThreadGroup");
    }

    /** Of that one. */
    public static String of(Thread thread) {
        return text(thread, thread.getStackTrace());
    }

    private static String text(Thread thread, StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder("    thread ")
                .append(thread.getName())
                .append(" (")
                .append(thread.getState())
                .append(')');
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
            text.append("\n        at ").append(withoutModule(frames[i]));
        }
        return text.toString();
    }

    /** {@code java.lang.Thread.sleep(Native Method)}. */
    private static String withoutModule(StackTraceElement frame) {
        String text = frame.toString();
        return text.substring(text.lastIndexOf('/', text.indexOf('(')) + 1);
    }
}

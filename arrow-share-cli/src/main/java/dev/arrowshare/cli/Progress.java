package dev.arrowshare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar of rows on a terminal's standard error; nothing in a pipe. */
final class Progress implements AutoCloseable {
    private static final int MILLIS_BETWEEN_UPDATES = 100;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Starts the bar.
     *
     * @param rows how many there will be, or -1 where that is not known
     * @param first what is done before the first of them are there, which is said until then
     */
    static Progress of(String what, long rows, String first) {
        return new Progress(isTerminal() ? start(what, rows).setExtraMessage(first) : null);
    }

    /** Whether standard error is one. Java knows only of its console, which is none when standard output is a file. */
    private static boolean isTerminal() {
        try {
            String standardError =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return standardError.startsWith("/dev/pts/") || standardError.startsWith("/dev/tty");
        } catch (IOException notLinux) {
            return Boolean.getBoolean("arrowshare.terminal");
        }
    }

    private static ProgressBar start(String what, long rows) {
        return new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(rows)
                .setUnit(" rows", 1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .clearDisplayOnFinish()
                .build();
    }

    void add(long rows) {
        if (bar != null) {
            bar.stepBy(rows);
            bar.setExtraMessage("");
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}

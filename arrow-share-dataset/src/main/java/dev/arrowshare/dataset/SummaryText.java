package dev.arrowshare.dataset;

import dev.arrowshare.parquet.SkippedRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;

/** A {@link RunSummary} as people read it. */
final class SummaryText {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private SummaryText() {}

    static String of(RunSummary run) {
        List<String> lines = new ArrayList<>();
        lines.add(flow(run.rows().in(), run.batches().in()) + " → "
                + flow(run.rows().out(), run.batches().out()) + ", " + run.workers() + ", "
                + duration(run.times().elapsed()));
        if (!run.skipped().equals(SkippedRows.NONE)) {
            lines.add("skipped: " + run.skipped().describe());
        }
        if (run.resumed().tasks() > 0) {
            lines.add("resumed: " + count(run.resumed().tasks(), "task", "tasks") + " of an earlier run, "
                    + flow(run.resumed().rows().in(), run.resumed().batches().in()));
        }
        if (!run.resumed().note().isEmpty()) {
            lines.add(run.resumed().note());
        }
        lines.add("bytes: " + bytes(run.bytes()));
        if (!run.failures().equals(RunSummary.Failures.NONE)) {
            lines.add("failed: " + failures(run.failures()));
        }
        if (!run.memory().equals(RunSummary.Memory.NOT_MEASURED)) {
            lines.add("memory: " + memory(run.memory()));
        }
        if (run.files().size() > 1) {
            lines.add("files: " + files(run.files()));
        }
        lines.add("times: " + times(run.times()));
        run.advice().ifPresent(advice -> lines.add("advice: " + advice));
        run.skippedFiles().forEach(file -> lines.add("skipped " + file.describe()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String failures(RunSummary.Failures failures) {
        String counts = count(failures.rows(), "row", "rows") + " of " + count(failures.batches(), "batch", "batches")
                + ", " + count(failures.retries(), "retry", "retries");
        return counts
                + failures.first()
                        .map(first ->
                                "; first " + first.message().lines().findFirst().orElse(""))
                        .orElse("");
    }

    private static String flow(long rows, long batches) {
        return count(rows, "row", "rows") + " in " + count(batches, "batch", "batches");
    }

    private static String bytes(RunSummary.Bytes bytes) {
        if (bytes.decoded() > 0) {
            return size(bytes.decoded()) + " decoded for this run, " + size(bytes.copied()) + " copied, "
                    + size(bytes.written()) + " written; no file was shared";
        }
        String basis = bytes.basis() == RunSummary.Basis.PSS ? " (from PSS)" : " (handed over by reference)";
        return size(bytes.mapped()) + " mapped, " + size(bytes.copied()) + " copied, " + size(bytes.written())
                + " written; sharing: " + size(bytes.shared()) + " mapped once, " + size(bytes.notCopied())
                + " not copied" + basis;
    }

    private static String files(List<RunSummary.OutputFile> files) {
        LongSummaryStatistics rows =
                files.stream().mapToLong(RunSummary.OutputFile::rows).summaryStatistics();
        LongSummaryStatistics bytes =
                files.stream().mapToLong(RunSummary.OutputFile::bytes).summaryStatistics();
        return count(files.size(), "file", "files") + String.format(Locale.ROOT, " of %,d to ", rows.getMin())
                + count(rows.getMax(), "row", "rows") + ", " + size(bytes.getMin()) + " to " + size(bytes.getMax());
    }

    private static String memory(RunSummary.Memory memory) {
        return size(memory.pssBytes()) + " PSS in worker processes beside the input, " + size(memory.privateBytes())
                + " of it private";
    }

    private static String times(RunSummary.Times times) {
        return "start " + duration(times.start()) + ", convert " + duration(times.convert()) + ", attach "
                + duration(times.attach()) + ", work " + duration(times.work()) + ", write " + duration(times.write());
    }

    private static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** Three digits and a decimal unit: {@code 1.08 GB}. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? String.valueOf(bytes) : threeDigits(value)) + " " + UNITS[unit];
    }

    /** {@code 350 µs}, {@code 12.3 ms}, {@code 4.56 s}, {@code 3 min 20 s}. */
    static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (duration.isZero()) {
            return "0";
        }
        if (seconds < 0.0009995) {
            return Math.max(1, Math.round(seconds * 1e6)) + " µs";
        }
        if (seconds < 0.9995) {
            return threeDigits(seconds * 1e3) + " ms";
        }
        if (seconds < 99.95) {
            return threeDigits(seconds) + " s";
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    private static String threeDigits(double value) {
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}

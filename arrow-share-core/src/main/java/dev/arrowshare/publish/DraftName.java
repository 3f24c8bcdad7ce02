package dev.arrowshare.publish;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A draft's name: {@code .<target>.<pid>-<start of the process, in milliseconds>-<random>.tmp}. */
record DraftName(long pid, long startMillis) {
    private static final Pattern OWNER = Pattern.compile("(\\d{1,18})-(\\d{1,18})-[0-9a-f]{16}\\.tmp");
    private static final long UNKNOWN = 0;
    /** The same start, told by two processes, differs by the rounding of the time at which the machine started. */
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    private static DraftName ofThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new DraftName(self.pid(), start(self));
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
    }

    static Path beside(Path target) {
        DraftName owner = ofThisProcess();
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return target.resolveSibling(prefix(target) + owner.pid + "-" + owner.startMillis + "-" + random + ".tmp");
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    /** Who wrote it, if it is a draft of that target. */
    static Optional<DraftName> of(Path file, Path target) {
        String name = file.getFileName().toString();
        if (!name.startsWith(prefix(target))) {
            return Optional.empty();
        }
        Matcher owner = OWNER.matcher(name.substring(prefix(target).length()));
        return owner.matches()
                ? Optional.of(new DraftName(Long.parseLong(owner.group(1)), Long.parseLong(owner.group(2))))
                : Optional.empty();
    }

    /** Whether no process of this machine can be the owner. */
    boolean isOfADeadProcess() {
        return ProcessHandle.of(pid).map(this::isAnother).orElse(true);
    }

    private boolean isAnother(ProcessHandle process) {
        long start = start(process);
        return start != UNKNOWN && startMillis != UNKNOWN && Math.abs(start - startMillis) > ROUNDING.toMillis();
    }
}

package dev.arrowshare.dataset.resume;

import dev.arrowshare.publish.StagingFolder;
import dev.arrowshare.publish.WriteFailure;
import dev.arrowshare.schema.SchemaFields;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what is finished into the journal, and has it put on the disk now and then, in a thread of its own. Until there is a journal it keeps
 * what will stand there.
 *
 * <p>What goes wrong here is not the run's failure: it goes on, unrecorded from then on.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> closing it ends the thread and closes the journal; both files stay.
 */
final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.arrowshare.resume");

    private final Path target;
    private final StagingFolder folder;
    private final LaterIdentity identity;
    private final Pace pace;
    private final List<Entry> waiting = new ArrayList<>();
    private @Nullable Journal journal;
    private int added;
    private volatile int onDisk;
    private boolean hasWork;
    private boolean isOver;
    private String problem = "";

    @FunctionalInterface
    private interface Entry {
        void appendTo(Journal journal) throws IOException;
    }

    /** @param journal of an earlier run that is continued; null for none */
    Recorder(Path target, StagingFolder folder, LaterIdentity identity, Pace pace, @Nullable Journal journal) {
        this.target = target;
        this.folder = folder;
        this.identity = identity;
        this.pace = pace;
        this.journal = journal;
        this.hasWork = journal != null;
    }

    void start() {
        Thread thread = new Thread(this::run, "arrow-share recorder");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            if (sleep(pace.untilFirst())) {
                begin();
            }
            while (sleep(pace.betweenSyncs())) {
                putOnDisk();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            stop(e);
        }
    }

    /** Whether there is still something to do then. */
    private synchronized boolean sleep(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !isOver; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !isOver;
    }

    /** Makes the journal, unless there is one. */
    void begin() {
        if (hasJournal()) {
            return;
        }
        try {
            begin(identity.get());
        } catch (IOException | RuntimeException e) {
            stop(e);
        }
    }

    private synchronized boolean hasJournal() {
        return journal != null || isOver;
    }

    private synchronized void begin(JobIdentity found) throws IOException {
        if (!hasJournal()) {
            Journal made = new Journal(folder.file(Resumption.JOURNAL));
            journal = made;
            made.begin(found, pace.boot().get());
            for (Entry entry : waiting) {
                entry.appendTo(made);
            }
            waiting.clear();
        }
    }

    void schema(SchemaFields schema) {
        add(entries -> entries.schema(schema));
    }

    synchronized void work(WorkRecord record) {
        hasWork |= !isOver;
        add(entries -> entries.work(record));
    }

    /** Whether there is work that the next run could go on with. */
    synchronized boolean hasWork() {
        return hasWork;
    }

    private synchronized void add(Entry entry) {
        if (isOver) {
            return;
        }
        added++;
        if (journal == null) {
            waiting.add(entry);
            return;
        }
        try {
            entry.appendTo(journal);
        } catch (IOException e) {
            stop(e);
        }
    }

    /**
     * The output first, up to what the journal says now, then the mark that says so, with all before it: a mark that is found later has
     * them on the disk, whatever was written meanwhile.
     */
    private void putOnDisk() {
        Reached reached = reached();
        if (reached.added == onDisk) {
            return;
        }
        try {
            folder.force(Resumption.OUTPUT);
            mark(reached);
            folder.force(Resumption.JOURNAL);
            if (onDisk == 0) {
                folder.forceNames();
            }
            onDisk = reached.added;
        } catch (IOException e) {
            doubt(e);
        }
    }

    private record Reached(int added, long position) {}

    private synchronized Reached reached() {
        return journal == null ? new Reached(0, 0) : new Reached(added, journal.end());
    }

    private synchronized void mark(Reached reached) throws IOException {
        if (journal != null && !isOver) {
            journal.onDisk(reached.position);
        }
    }

    /** A disk that fails may have lost what was written before. */
    private synchronized void doubt(IOException cause) {
        hasWork &= isOver;
        stop(cause);
    }

    /** Makes sure that what was added is there for the next run. */
    void keep() {
        begin();
        if (pace.boot().get().isEmpty()) {
            putOnDisk();
        }
    }

    private synchronized void stop(Throwable cause) {
        if (!isOver) {
            isOver = true;
            hasWork &= journal != null;
            problem = "not recorded any further: "
                    + (cause instanceof IOException e ? WriteFailure.reason(e) : cause.toString());
            waiting.clear();
            LOG.warn("{}: {}", target, problem, cause);
        }
    }

    /** Why it has stopped before its time; else empty. */
    synchronized String problem() {
        return problem;
    }

    @Override
    public synchronized void close() throws IOException {
        isOver = true;
        notifyAll();
        if (journal != null) {
            journal.close();
        }
    }
}

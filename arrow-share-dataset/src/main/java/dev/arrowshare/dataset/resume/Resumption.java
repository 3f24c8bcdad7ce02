package dev.arrowshare.dataset.resume;

import dev.arrowshare.dataset.sink.RunSink;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.error.WorkerFailedException;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.publish.Draft;
import dev.arrowshare.publish.StagingFolder;
import dev.arrowshare.publish.WriteFailure;
import dev.arrowshare.schema.SchemaFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's place to keep what it has finished: a folder beside its output, with the output's draft and a journal of what is in it. The run
 * goes on with what an earlier one of the same identity has left there, or begins anew.
 *
 * <pre>{@code
 * try (Resumption resumption = Resumption.begin(target, Keep.WHEN_KILLED, () -> identity)) {
 *     RunSink sink = resumption.sink(schema, options).orElseThrow();
 *     …                                             // all tasks but resumption.before().doneTasks()
 *     sink.commit();
 *     resumption.done();
 * }
 * }</pre>
 *
 * <p>Where there is no place for a record, the run goes without, and {@link #note} says why; it is refused if it was asked for. So is one
 * whose identity cannot be found.
 *
 * <p><b>Threads:</b> one at a time; there is one of its own.
 *
 * <p><b>Ownership:</b> the creator closes it, after the sink.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} that names the output.
 */
public final class Resumption implements AutoCloseable {
    static final String JOURNAL = "journal";
    static final String OUTPUT = "output";
    private static final Logger LOG = LoggerFactory.getLogger("dev.arrowshare.resume");

    private final Path target;
    private final Path replaced;
    private final Keep keep;
    private final LaterIdentity identity;
    private final Pace pace = Pace.current();
    private RecordedWork before = new RecordedWork();
    private String note = "";
    private @Nullable StagingFolder folder;
    private @Nullable Journal journal;
    private @Nullable Draft draft;
    private @Nullable Recorder recorder;
    private boolean isRefused;
    private boolean isDoubtful;
    private boolean isToBeKept;
    private boolean isOver;

    private Resumption(Path target, Keep keep, JobIdentity.Source identity) {
        this.target = target;
        this.replaced = ParquetSink.replacedBy(target);
        this.keep = keep;
        this.identity = new LaterIdentity(identity);
    }

    /** Looks for what an earlier run has left. */
    public static Resumption begin(Path target, Keep keep, JobIdentity.Source identity) {
        Resumption resumption = new Resumption(target, keep, identity);
        try {
            resumption.begin();
            return resumption;
        } catch (RuntimeException | Error e) {
            try (resumption) {
                throw e;
            }
        }
    }

    private void begin() {
        if (keep == Keep.ALWAYS) {
            identity.findInBackground();
        }
        if (!StagingFolder.isThere(replaced)) {
            return;
        }
        try {
            StagingFolder claimed = claimed();
            if (claimed != null && claimed.has(JOURNAL) && claimed.has(OUTPUT)) {
                isToBeKept = true;
                readWork(claimed);
            }
        } catch (IOException e) {
            refuse(e);
        }
        isToBeKept = !before.isEmpty();
    }

    /** Null if there is none to be had. */
    private @Nullable StagingFolder claimed() throws IOException {
        if (folder == null && !isRefused) {
            folder = StagingFolder.claim(replaced).orElse(null);
            if (folder == null) {
                isRefused = true;
                note = "not recorded: another run that writes " + target + " is at work";
            }
        }
        return isRefused ? null : folder;
    }

    private void readWork(StagingFolder claimed) throws IOException {
        Journal found = new Journal(claimed.file(JOURNAL));
        journal = found;
        JobIdentity earlier = found.readIdentity();
        Optional<JobIdentity> own = earlier == null ? Optional.empty() : knownIdentity();
        if (earlier == null || own.isEmpty()) {
            return;
        }
        List<String> differences = own.get().differences(earlier);
        if (!differences.isEmpty()) {
            note = "started afresh: " + String.join(" and ", differences) + (differences.size() == 1 ? " is" : " are")
                    + " not what an earlier run was begun with";
            LOG.info("{}: {}", target, note);
            return;
        }
        before = found.readWork(claimed.size(OUTPUT), pace.boot().get());
        if (before.isEmpty()) {
            before = new RecordedWork();
            return;
        }
        LOG.info("{}: goes on after {} tasks of an earlier run", target, before.tasks());
    }

    private Optional<JobIdentity> knownIdentity() {
        try {
            return Optional.of(identity.get());
        } catch (IOException e) {
            String obstacle = "not resumable: its function cannot be told from another one: " + e.getMessage();
            if (keep == Keep.ALWAYS) {
                throw new ArrowShareException(target + ": the job is " + obstacle, e);
            }
            isRefused = true;
            note = obstacle;
            return Optional.empty();
        }
    }

    /** That there is no record is a failure only for whoever asked for one. */
    private void refuse(IOException e) {
        if (keep == Keep.ALWAYS) {
            throw failure(target, e);
        }
        isRefused = true;
        note = "not recorded: " + e.getMessage();
        LOG.info("{}: {}", target, note, e);
    }

    /** Deletes what an earlier run has left beside the output, unless one is at work there, or it is another user's. */
    public static void forget(Path target) {
        Path replaced = ParquetSink.replacedBy(target);
        if (!StagingFolder.isThere(replaced)) {
            return;
        }
        try {
            Optional<StagingFolder> folder = StagingFolder.claim(replaced);
            if (folder.isPresent()) {
                folder.get().delete();
            }
        } catch (IOException e) {
            LOG.warn("{}: cannot delete what an earlier run has left beside it", target, e);
        }
    }

    /** Whether there can be one beside that output. */
    public static boolean isPossible(Path target) {
        return StagingFolder.isPossible(target);
    }

    /** What is finished already. */
    public RecordedWork before() {
        return before;
    }

    /** Why nothing of an earlier run is used, where there was one, or why this one is not recorded; else empty. */
    public String note() {
        String problem = recorder == null ? "" : recorder.problem();
        return problem.isEmpty() ? note : problem;
    }

    /** The output, which has what is finished already; nothing if it cannot be recorded. */
    public Optional<RunSink> sink(Schema schema, ParquetWriteOptions options) {
        if (keep == Keep.ALWAYS) {
            var unused = knownIdentity();
        }
        try {
            StagingFolder claimed = claimed();
            if (claimed == null) {
                return Optional.empty();
            }
            Draft output = draft(claimed);
            draft = output;
            Recorder started = record(claimed);
            if (before.schema().isEmpty()) {
                started.schema(SchemaFields.of(schema));
            }
            return Optional.of(sink(schema, options, output, started));
        } catch (IOException e) {
            refuse(e);
            return Optional.empty();
        }
    }

    /** What another job has left goes, its journal first: it must never be found beside an output that is not its own. */
    private Draft draft(StagingFolder claimed) throws IOException {
        if (before.isEmpty()) {
            if (journal != null) {
                journal.close();
                journal = null;
            }
            claimed.discard(JOURNAL);
            claimed.discard(OUTPUT);
        }
        return Draft.staged(claimed, replaced);
    }

    /** Who puts what is finished into the journal, once there is a sink. */
    Optional<Recorder> recorder() {
        return Optional.ofNullable(recorder);
    }

    private Recorder record(StagingFolder claimed) {
        Recorder started = new Recorder(target, claimed, identity, pace, journal);
        recorder = started;
        if (keep == Keep.ALWAYS || pace.untilFirst().isZero()) {
            started.begin();
        }
        started.start();
        return started;
    }

    private RunSink sink(Schema schema, ParquetWriteOptions options, Draft output, Recorder told) {
        return new RecordingSink(
                target,
                before,
                log -> ParquetSink.resume(output, target, schema, options, before.rowGroups(), log),
                told::work,
                this::discard);
    }

    private static ArrowShareException failure(Path target, IOException e) {
        return WriteFailure.isFullDisk(e)
                ? new StorageFullException(
                        "cannot write " + target + ": no space left in " + target.getParent()
                                + " for the record of what is finished",
                        e)
                : new ArrowShareException(
                        "cannot write " + target + ": the record of what is finished: " + e.getMessage(), e);
    }

    /** The output has its name: nothing is left to be done. */
    public void done() {
        isOver = true;
        isToBeKept = false;
        try {
            closeAll();
        } catch (IOException e) {
            // The output is there, and what is left beside it the next run will delete.
            LOG.warn("{}: cannot delete what was kept to resume it", target, e);
        }
    }

    /** The run has failed: what it has finished stays if the next one may have better luck. */
    public void failed(Throwable cause) {
        boolean isInterrupted = cause instanceof InterruptedRunException
                || Thread.currentThread().isInterrupted();
        boolean isKilled = !isInterrupted && (cause instanceof WorkerFailedException || isJvmEnding());
        boolean hasWork = recorder == null ? !before.isEmpty() : recorder.hasWork();
        isToBeKept = hasWork && !isDoubtful && (keep == Keep.ALWAYS || isKilled);
    }

    private static boolean isJvmEnding() {
        Thread hook = new Thread(() -> {}, "arrow-share probe");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** What was finished is not right after all. */
    public void discard() {
        isDoubtful = true;
        isToBeKept = false;
    }

    @Override
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        try {
            closeAll();
        } catch (IOException e) {
            throw failure(target, e);
        }
        if (isToBeKept) {
            LOG.info("{}: what is finished is kept, the next run of the same job goes on from there", target);
        }
    }

    private void closeAll() throws IOException {
        StagingFolder heldFolder = folder;
        Journal heldJournal = journal;
        Draft heldDraft = draft;
        try (heldFolder;
                heldJournal;
                heldDraft) {
            closeRecorder();
            if (heldFolder != null && !isToBeKept) {
                heldFolder.delete();
            }
        }
    }

    /** Before anything is deleted, since it makes files. */
    private void closeRecorder() throws IOException {
        Recorder held = recorder;
        if (held == null) {
            return;
        }
        if (isToBeKept) {
            held.keep();
        }
        held.close();
    }
}

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
 * try (Resumption resumption = Resumption.begin(target, identity, Keep.WHEN_KILLED).orElseThrow()) {
 *     RunSink sink = resumption.sink(schema, options);
 *     …                                             // all tasks but resumption.before().doneTasks()
 *     sink.commit();
 *     resumption.done();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it, after the sink.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} that names the output.
 */
public final class Resumption implements AutoCloseable {
    private static final String JOURNAL = "journal";
    private static final String OUTPUT = "output";
    private static final Logger LOG = LoggerFactory.getLogger("dev.arrowshare.resume");

    private final Path target;
    private final Keep keep;
    private final StagingFolder folder;
    private final Journal journal;
    private final Draft draft;
    private final RecordedWork before;
    private final String note;
    private boolean isRecorded;
    private boolean isToBeKept;
    private boolean isOver;

    private Resumption(
            Path target,
            Keep keep,
            StagingFolder folder,
            Journal journal,
            Draft draft,
            RecordedWork before,
            String note) {
        this.target = target;
        this.keep = keep;
        this.folder = folder;
        this.journal = journal;
        this.draft = draft;
        this.before = before;
        this.note = note;
        this.isRecorded = !before.isEmpty();
        this.isToBeKept = isRecorded;
    }

    /** Nothing if another run works on the same output: that one is recorded. */
    public static Optional<Resumption> begin(Path target, JobIdentity identity, Keep keep) {
        Path replaced = ParquetSink.replacedBy(target);
        try {
            StagingFolder folder = StagingFolder.claim(replaced).orElse(null);
            if (folder == null) {
                return Optional.empty();
            }
            return Optional.of(begin(target, identity, keep, folder));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static Resumption begin(Path target, JobIdentity identity, Keep keep, StagingFolder folder)
            throws IOException {
        Journal journal = null;
        Draft draft = null;
        try {
            boolean isLeft = folder.has(JOURNAL) && folder.has(OUTPUT);
            journal = new Journal(folder.file(JOURNAL));
            draft = Draft.staged(folder, ParquetSink.replacedBy(target));
            JobIdentity earlier = isLeft ? journal.readIdentity() : null;
            List<String> differences = earlier == null ? List.of() : identity.differences(earlier);
            boolean isSame = earlier != null && differences.isEmpty();
            RecordedWork before = isSame ? journal.readWork(draft.channel()) : new RecordedWork();
            if (before.isEmpty()) {
                before = new RecordedWork();
                journal.begin(identity);
            }
            return new Resumption(target, keep, folder, journal, draft, before, note(target, before, differences));
        } catch (IOException | RuntimeException | Error e) {
            closeAll(journal, draft, folder, e);
            throw e;
        }
    }

    private static String note(Path target, RecordedWork before, List<String> differences) {
        if (!before.isEmpty()) {
            LOG.info("{}: goes on after {} tasks of an earlier run", target, before.tasks());
            return "";
        }
        if (differences.isEmpty()) {
            return "";
        }
        String note = "started afresh: " + String.join(" and ", differences)
                + (differences.size() == 1 ? " is" : " are") + " not what an earlier run was begun with";
        LOG.info("{}: {}", target, note);
        return note;
    }

    private static void closeAll(
            @Nullable Journal journal, @Nullable Draft draft, StagingFolder folder, Throwable cause) {
        try (folder;
                journal;
                draft) {
            // Closed in that order, each whatever happens to the others.
            return;
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Deletes what an earlier run has left beside the output, unless one is at work there. */
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
            throw failure(target, e);
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

    /** Why nothing of an earlier run is used, where there was one; else empty. */
    public String note() {
        return note;
    }

    /** The output, which has what is finished already. */
    public RunSink sink(Schema schema, ParquetWriteOptions options) {
        if (before.schema().isEmpty()) {
            write(() -> journal.schema(SchemaFields.of(schema)));
        }
        return new RecordingSink(
                target,
                before,
                log -> ParquetSink.resume(draft, target, schema, options, before.rowGroups(), log),
                record -> write(() -> {
                    journal.work(record);
                    isRecorded = true;
                }));
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static ArrowShareException failure(Path target, IOException e) {
        return WriteFailure.isFullDisk(e)
                ? new StorageFullException(
                        "cannot write " + target + ": no space left in " + target.getParent()
                                + " for the record of what is finished",
                        e)
                : new ArrowShareException(
                        "cannot write " + target + ": the record of what is finished: " + WriteFailure.reason(e), e);
    }

    /** The output has its name: nothing is left to be done. */
    public void done() {
        isOver = true;
        try (journal) {
            folder.delete();
        } catch (IOException e) {
            // The output is there, and what is left beside it the next run will delete.
            LOG.warn("{}: cannot delete what was kept to resume it", target, e);
        }
    }

    /** The run has failed: what it has finished stays if the next one may have better luck. */
    public void failed(Throwable cause) {
        boolean isInterrupted = cause instanceof InterruptedRunException
                || Thread.currentThread().isInterrupted();
        boolean isKilled = cause instanceof WorkerFailedException || (isJvmEnding() && !isInterrupted);
        isToBeKept = isRecorded && (keep == Keep.ALWAYS || isKilled);
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
        isRecorded = false;
        isToBeKept = false;
    }

    @Override
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        try (folder;
                journal;
                draft) {
            if (!isToBeKept) {
                folder.delete();
            } else {
                LOG.info("{}: what is finished is kept, the next run of the same job goes on from there", target);
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }
}

package dev.arrowshare.dataset.sink;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.FailedRows;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.publish.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run that failed, in a Parquet file that appears with the run's output: before it, so that a machine that dies in between
 * leaves no output that lacks rows without the file that has them. When no row failed there is no file, and an older one goes.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it; without {@link #commit} there is what was there before. Rows stay the caller's.
 */
public final class DeadLetter implements AutoCloseable {
    private final Path file;
    private final Schema schema;
    private final ParquetWriteOptions options;
    private @Nullable ParquetSink sink;

    private DeadLetter(Path file, Schema schema, MemoryBudget budget) {
        this.file = file;
        this.schema = schema;
        this.options = ParquetWriteOptions.defaults().memoryBudget(budget);
    }

    /**
     * For rows of such an input.
     *
     * @throws ArrowShareException if no file can be put there, or the input has one of the columns that are added
     */
    public static DeadLetter at(Path file, Schema input, MemoryBudget budget) {
        return new DeadLetter(Target.require(file), FailedRows.schema(requireOwnNames(file, input)), budget);
    }

    private static Schema requireOwnNames(Path file, Schema input) {
        for (Field field : input.getFields()) {
            if (FailedRows.names().contains(field.getName())) {
                throw new ArrowShareException(file + ": the input has a column '" + field.getName()
                        + "' itself, which rows that fail are given; leave it out with select");
            }
        }
        return input;
    }

    /** Refuses to be that file, which the run reads or writes, or a part of that folder. */
    public void requireOther(Path used) {
        if (Target.isSame(file, used)
                || file.normalize().startsWith(used.toAbsolutePath().normalize())) {
            throw new ArrowShareException(
                    file + ": the rows that fail would take the place of input or output; name another file");
        }
    }

    /** Adds rows that have {@link FailedRows#COLUMNS}. */
    public void append(List<Batch> rows) {
        if (sink == null) {
            sink = ParquetSink.create(file, schema, options);
        }
        rows.forEach(sink::append);
    }

    /** Publishes the file, and then the output; where that fails, what was there before is there again. */
    public void commit(Runnable output) {
        try {
            if (sink == null) {
                output.run();
                Files.deleteIfExists(file);
            } else {
                commit(sink, output);
            }
        } catch (IOException e) {
            throw new ArrowShareException("cannot replace " + file + ": " + e, e);
        }
    }

    private void commit(ParquetSink written, Runnable output) throws IOException {
        try (Draft aside = Files.exists(file) ? aside() : null) {
            written.commit();
            try {
                output.run();
            } catch (RuntimeException | Error e) {
                restore(aside, e);
                throw e;
            }
        }
    }

    /** The old file under the name of a draft as well, which goes with the draft: also when this process is killed. */
    private Draft aside() throws IOException {
        Draft draft = Draft.beside(file);
        try {
            Files.delete(draft.path());
            link(draft.path());
            return draft;
        } catch (IOException | RuntimeException | Error e) {
            draft.close();
            throw e;
        }
    }

    private void link(Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, name);
        }
    }

    private void restore(@Nullable Draft aside, Throwable failure) {
        try {
            if (aside == null) {
                Files.deleteIfExists(file);
            } else {
                Files.move(aside.path(), file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}

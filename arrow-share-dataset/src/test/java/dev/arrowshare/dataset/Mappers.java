package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;

/** Functions for the workers contract, each able to travel to a process. */
final class Mappers {
    private Mappers() {}

    static long firstId(Batch batch) {
        return batch.rows() == 0 ? -1 : batch.column("id", BigIntVector.class).get(0);
    }

    /** Adds {@code twice}, the double of {@code value}. */
    record Twice() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Float8Vector value = batch.column("value", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    /** Hands back what it got. */
    record Same() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    /** What a function may throw. */
    enum Thrown {
        UNCHECKED,
        CHECKED,
        ERROR;

        Throwable make() {
            return switch (this) {
                case UNCHECKED -> new IllegalStateException("boom");
                case CHECKED -> new IOException("boom");
                case ERROR -> new AssertionError("boom");
            };
        }
    }

    /** Fails at the batch that begins with that id; the others wait for long if they come after it. */
    record FailAt(long id, Thrown thrown) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            if (firstId(batch) == id) {
                Throwable failure = thrown.make();
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (Exception) failure;
            }
            if (firstId(batch) > id) {
                Thread.sleep(60_000);
            }
            return batch;
        }
    }

    /** Notes in a file that it has begun, then sleeps for long. */
    record Sleep(Path begun) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Log.append(begun, "begun");
            Thread.sleep(60_000);
            return batch;
        }
    }

    /** Drops the rows of odd batches, and half of the rows of the others. */
    record Fewer(long rowsPerBatch) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            boolean odd = batch.rows() > 0 && firstId(batch) / rowsPerBatch % 2 == 1;
            return batch.slice(0, odd ? 0 : batch.rows() / 2);
        }
    }

    record ReturnNull(long id) implements BatchMapper {
        @Override
        @SuppressWarnings("NullAway")
        public Batch map(Batch batch) {
            return firstId(batch) == id ? null : batch;
        }
    }

    /** Leaves out a column from the batch that begins with that id on. */
    record ChangeSchemaAt(long id) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return firstId(batch) >= id ? batch.without("name") : batch;
        }
    }

    /** Breaks the rule that the input is for reading. */
    record WriteToInput() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            if (batch.rows() > 0) {
                batch.column("value", Float8Vector.class).set(1, -1.0);
            }
            return batch.select("id");
        }
    }

    /** Breaks that rule in the batch that begins with that id. */
    record WriteToOne(long id) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            if (firstId(batch) == id) {
                batch.column("value", Float8Vector.class).set(1, -1.0);
            }
            return batch.select("id");
        }
    }

    /** Writes to a copy, as it should be done. */
    record WriteToEdit() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Float8Vector value = batch.edit("value", Float8Vector.class);
            for (int i = 0; i < value.getValueCount(); i++) {
                value.set(i, -1.0);
            }
            return batch.with(value);
        }
    }

    /** Closes what it should not. */
    record CloseInput() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            Batch result = batch.select("id");
            batch.close();
            return result;
        }
    }

    /** Closes what it returns. */
    record ReturnClosed() implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            batch.close();
            return batch;
        }
    }

    /** A resource that notes in a file when it is opened and closed. */
    record Log(Path file) implements AutoCloseable {
        static Log open(Path file) throws IOException {
            append(file, "open");
            return new Log(file);
        }

        static void append(Path file, String line) throws IOException {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public void close() throws IOException {
            append(file, "close");
        }
    }

    record OpenLog(Path file) implements ResourceFactory<Log> {
        @Override
        public Log open() throws IOException {
            return Log.open(file);
        }
    }

    record FailToOpen() implements ResourceFactory<Log> {
        @Override
        public Log open() throws IOException {
            throw new IOException("no such model");
        }
    }
}

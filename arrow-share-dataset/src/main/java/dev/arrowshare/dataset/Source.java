package dev.arrowshare.dataset;

import dev.arrowshare.dataset.share.ParquetSelection;
import dev.arrowshare.dataset.share.RunInput;
import dev.arrowshare.dataset.share.SharedFile;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a pipeline reads. */
sealed interface Source {
    /** What is read, for the length of a run of that recipe; who opened it closes the result. */
    Opened open(Recipe recipe);

    /** The columns, where they are known before anything runs. */
    Optional<Schema> schema();

    /** How many rows there are, where that is known without a run. */
    OptionalLong rows();

    /** How many rows there are at most, which is known at once. */
    long rowsAtMost();

    /** What a run reads. */
    record Opened(RunInput input, Runnable onClose) implements AutoCloseable {
        @Override
        public void close() {
            onClose.run();
        }
    }

    /** A dataset of the user's. */
    record Dataset(SharedDataset dataset) implements Source {
        @Override
        public Opened open(Recipe recipe) {
            return new Opened(dataset.file(), () -> {});
        }

        @Override
        public Optional<Schema> schema() {
            return Optional.of(dataset.schema());
        }

        @Override
        public OptionalLong rows() {
            return OptionalLong.of(dataset.rows());
        }

        @Override
        public long rowsAtMost() {
            return dataset.rowsAtMost();
        }
    }

    /** Parquet files, for whoever works in this process decoded as they go; a shared file where others work too. */
    record Parquet(ParquetSelection files) implements Source {
        @Override
        public Opened open(Recipe recipe) {
            ParquetSelection chosen = recipe.firstSelect().map(files::columns).orElse(files);
            if (recipe.workers() instanceof Workers.Processes) {
                SharedFile shared = chosen.shared();
                return new Opened(shared, shared::close);
            }
            return new Opened(chosen.decoded(), () -> {});
        }

        @Override
        public Optional<Schema> schema() {
            return Optional.of(files.schema());
        }

        @Override
        public OptionalLong rows() {
            return files.rows();
        }

        @Override
        public long rowsAtMost() {
            return files.rowsAtMost();
        }
    }

    /** The result of steps that end in a limit, which must be known before later functions may see it. */
    record Upstream(Pipeline pipeline) implements Source {
        @Override
        public Opened open(Recipe recipe) {
            SharedDataset shared = pipeline.share();
            return new Opened(shared.file(), shared::close);
        }

        @Override
        public Optional<Schema> schema() {
            return pipeline.recipe().columns();
        }

        @Override
        public OptionalLong rows() {
            return OptionalLong.empty();
        }

        @Override
        public long rowsAtMost() {
            return pipeline.recipe().outputLimit();
        }
    }
}

package dev.arrowshare.dataset;

/** What a pipeline reads. */
sealed interface Source {
    /** The dataset to read; who opened it closes the result. */
    Opened open();

    /** A dataset for the length of a run. */
    record Opened(SharedDataset dataset, Runnable onClose) implements AutoCloseable {
        @Override
        public void close() {
            onClose.run();
        }
    }

    /** A dataset of the user's. */
    record Dataset(SharedDataset dataset) implements Source {
        @Override
        public Opened open() {
            return new Opened(dataset, () -> {});
        }
    }

    /** The result of steps that end in a limit, which must be known before later functions may see it. */
    record Upstream(Pipeline pipeline) implements Source {
        @Override
        public Opened open() {
            SharedDataset shared = pipeline.share();
            return new Opened(shared, shared::close);
        }
    }
}

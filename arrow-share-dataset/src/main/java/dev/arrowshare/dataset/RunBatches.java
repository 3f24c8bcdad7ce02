package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.memory.OpenResources;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Takes the batches out of the answers of a run. */
final class RunBatches implements Batches {
    private final PipelineRun run;
    private final OpenResources.Entry opened = OpenResources.add("batches of a run");
    private final ArrayDeque<Batch> taken = new ArrayDeque<>();
    private @Nullable RunSummary summary;
    private boolean closed;

    RunBatches(PipelineRun run) {
        this.run = run;
    }

    @Override
    public Iterator<Batch> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return fill();
            }

            @Override
            public Batch next() {
                if (!fill()) {
                    throw new NoSuchElementException("the run has no more batches");
                }
                return taken.remove();
            }
        };
    }

    /** Waits for batches; false after the last. */
    private boolean fill() {
        while (taken.isEmpty() && summary == null && !closed) {
            Answer answer = run.next();
            if (answer == null) {
                summary = run.finish();
            } else if (answer instanceof Answer.Batches batches) {
                taken.addAll(batches.batches());
            }
        }
        return !taken.isEmpty();
    }

    String inputName() {
        return run.inputName();
    }

    /** Whoever takes the batches has failed. */
    void failed(Throwable cause) {
        run.failed(cause);
    }

    /** After the last batch. */
    RunSummary summary() {
        RunSummary known = summary;
        if (known == null) {
            throw new IllegalStateException("the run has not ended");
        }
        return known;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        opened.close();
        taken.forEach(Batch::close);
        taken.clear();
        run.close();
    }
}

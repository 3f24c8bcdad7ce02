package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import java.util.ArrayList;
import java.util.List;

/** The steps of a plan at work in one worker, each passing its results on to the next. */
final class StepRunners implements AutoCloseable {
    private final List<StepRunner> opened = new ArrayList<>();
    private final MapperCalls calls;
    private final StepRunner.Next first;

    StepRunners(List<Step> steps, MapperCalls calls, StepRunner.Next results) {
        this.calls = calls;
        this.first = chain(steps, results);
    }

    /** Of a run that goes on when a function fails. */
    StepRunners(List<Step> steps, MapperCalls calls, FailingBatches failing) {
        this.calls = calls;
        int function = 0;
        while (function < steps.size() && !steps.get(function).isFunction()) {
            function++;
        }
        failing.before(chain(steps.subList(function, steps.size()), failing::hold));
        this.first = chain(steps.subList(0, function), failing::take);
    }

    private StepRunner.Next chain(List<Step> steps, StepRunner.Next results) {
        StepRunner.Next next = results;
        for (int i = steps.size() - 1; i >= 0; i--) {
            next = runner(steps.get(i), next)::take;
        }
        return next;
    }

    /** Takes over the batch and runs all steps on it. */
    void take(Batch batch, Place place) {
        first.take(batch, place);
    }

    long workNanos() {
        return calls.nanos();
    }

    long retries() {
        return calls.retries();
    }

    private StepRunner runner(Step step, StepRunner.Next next) {
        if (step instanceof Step.Select select) {
            return (batch, place) -> next.take(selected(batch, select.columns()), place);
        }
        if (step instanceof Step.Slices slices) {
            return (batch, place) -> slice(batch, place, slices.rows(), next);
        }
        if (step instanceof Step.Where where) {
            return new WhereStep(where.filter(), next);
        }
        if (step instanceof Step.Map map) {
            String name = MapperCalls.nameOf(map.mapper());
            return (batch, place) -> next.take(calls.map(batch, place, name, map.mapper()), place);
        }
        return withResource((Step.MapWith<?>) step, next);
    }

    private <R> StepRunner withResource(Step.MapWith<R> step, StepRunner.Next next) {
        ResourceStep<R> runner = new ResourceStep<>(step, calls, next);
        opened.add(runner);
        return runner;
    }

    private static Batch selected(Batch batch, List<String> columns) {
        try (batch) {
            return batch.select(columns);
        }
    }

    private static void slice(Batch batch, Place place, long rows, StepRunner.Next next) {
        try (batch) {
            if (batch.rows() <= rows) {
                next.take(batch.retain(), place);
                return;
            }
            for (long from = 0; from < batch.rows(); from += rows) {
                long length = Math.min(rows, batch.rows() - from);
                next.take(batch.slice(from, length), place.slice(from, length));
            }
        }
    }

    /** Closes the resources, last opened first; all of them, whatever some throw. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (StepRunner runner : opened) {
            try {
                runner.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

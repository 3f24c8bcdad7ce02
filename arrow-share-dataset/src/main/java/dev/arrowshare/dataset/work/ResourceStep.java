package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import org.jspecify.annotations.Nullable;

/** A function with a resource, which is opened for the first batch and closed with the worker. */
final class ResourceStep<R> implements StepRunner {
    private final Step.MapWith<R> step;
    private final MapperCalls calls;
    private final Next next;
    private final String name;
    private @Nullable R resource;

    ResourceStep(Step.MapWith<R> step, MapperCalls calls, Next next) {
        this.step = step;
        this.calls = calls;
        this.next = next;
        this.name = MapperCalls.nameOf(step.mapper());
    }

    @Override
    public void take(Batch batch, Place place) {
        R opened;
        try {
            opened = resource();
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
        next.take(calls.map(batch, place, name, input -> step.mapper().map(opened, input)), place);
    }

    private R resource() {
        R opened = resource;
        if (opened == null) {
            opened = calls.open(step.factory());
            resource = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        R opened = resource;
        resource = null;
        if (opened instanceof AutoCloseable closeable) {
            calls.closeResource(closeable);
        }
    }
}

package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.StoredResult;
import dev.arrowshare.dataset.TaskFunction;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A function whose results the worker puts into files of a folder that the pool knows. */
public record StoredFunction<T extends @Nullable Object, R extends @Nullable Object>(
        TaskFunction<? super T, ? extends R> function) implements TaskFunction<T, StoredResult<R>> {
    public StoredFunction {
        Objects.requireNonNull(function, "stored");
    }

    @Override
    public StoredResult<R> apply(T item) {
        throw new IllegalStateException("stored(function) is for a WorkerPool to call, which knows where to store");
    }

    /** The function that workers call; one of futures if this is. */
    TaskFunction<T, StoredResult<R>> in(Path folder) {
        if (function instanceof AsyncFunction<? super T, ? extends R> async) {
            return new AsyncFunction<>(new Later<T, R>(async, folder.toString()));
        }
        return new Now<>(function, folder.toString());
    }

    private static <R extends @Nullable Object> StoredResult<R> store(String folder, R value) {
        return new StoredResult<>(StoredValue.write(Path.of(folder), value));
    }

    private record Now<T extends @Nullable Object, R extends @Nullable Object>(
            TaskFunction<? super T, ? extends R> function, String folder) implements TaskFunction<T, StoredResult<R>> {
        @Override
        public StoredResult<R> apply(T item) throws Exception {
            return store(folder, function.apply(item));
        }
    }

    private record Later<T extends @Nullable Object, R extends @Nullable Object>(
            AsyncFunction<? super T, ? extends R> function, String folder)
            implements TaskFunction<T, CompletionStage<StoredResult<R>>> {
        @Override
        public CompletionStage<StoredResult<R>> apply(T item) throws Exception {
            return function.begin(item).thenApply(value -> store(folder, value));
        }
    }
}

package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.TaskFunction;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A function whose results come later. Who calls it as any other waits for them; workers do not: see {@link AsyncCalls}. */
public record AsyncFunction<T extends @Nullable Object, R extends @Nullable Object>(
        TaskFunction<? super T, ? extends CompletionStage<? extends R>> function) implements TaskFunction<T, R> {
    public AsyncFunction {
        Objects.requireNonNull(function, "async");
    }

    /** Calls the function; the future is what it returned. */
    CompletionStage<? extends R> begin(T item) throws Exception {
        CompletionStage<? extends R> begun = function.apply(item);
        return Objects.requireNonNull(begun, "the function returned null where a future was due");
    }

    @Override
    public R apply(T item) throws Exception {
        try {
            return begin(item).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}

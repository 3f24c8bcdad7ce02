package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.ResourceFactory;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.AllocationScope;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Calls of the user's functions in one worker: each in its allocation scope, with its time taken and its failures named. */
final class MapperCalls {
    private final UserCode door;
    private final BufferAllocator allocator;
    private final String input;
    private Retry retry = Retry.none();
    private long nanos;
    private long retries;
    private @Nullable FailedCall failed;

    /** @param input the file that the batches are mapped from */
    MapperCalls(UserCode door, BufferAllocator allocator, String input) {
        this.door = door;
        this.allocator = allocator;
        this.input = input;
    }

    /** From now on. */
    void retry(Retry rules) {
        retry = rules;
    }

    /** The attempts that were not the first of their call. */
    long retries() {
        return retries;
    }

    /** The call that failed with that exception, if it is a failure of a function at its batch. */
    @Nullable
    FailedCall failureOf(MapperException exception) {
        return failed != null && failed.exception() == exception ? failed : null;
    }

    long nanos() {
        return nanos;
    }

    /** Takes over the batch; the result is the caller's. */
    Batch map(Batch batch, Place place, String name, BatchMapper mapper) {
        try (batch) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return attempt(batch, place, name, mapper);
                } catch (MapperException e) {
                    FailedCall call = FailedCall.of(e, attempt);
                    if (isEndOfRun(call.cause())) {
                        throw e;
                    }
                    if (!awaitAnother(call)) {
                        failed = call;
                        throw call.exception();
                    }
                }
            }
        }
    }

    private Batch attempt(Batch batch, Place place, String name, BatchMapper mapper) {
        try (AllocationScope scope = AllocationScope.open(allocator, place)) {
            return kept(invoke(batch.lentTo(scope), place, name, mapper), scope, place, name);
        }
    }

    /** Waits for the next attempt; false where there is none. */
    private boolean awaitAnother(FailedCall call) {
        if (!retry.isWorthwhile(call.attempts(), call.cause())) {
            return false;
        }
        retries++;
        try {
            door.pause(retry.waitAfter(call.attempts(), ThreadLocalRandom.current()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("the run was interrupted between two attempts", e);
        }
    }

    /** An interrupt is no failure, nor is the end of a task's time, nor a JVM that is broken: what a deep recursion or a lack of memory throws is the function's. */
    private boolean isEndOfRun(Throwable cause) {
        boolean isBroken = cause instanceof VirtualMachineError
                && !(cause instanceof StackOverflowError || cause instanceof OutOfMemoryError);
        return isBroken
                || door.whyNot() != null
                || cause instanceof InterruptedException
                || Thread.currentThread().isInterrupted();
    }

    private Batch invoke(Batch batch, Place place, String name, BatchMapper mapper) {
        long begun = System.nanoTime();
        Batch result;
        try {
            result = door.call(() -> mapper.map(batch));
        } catch (CancelledRunException e) {
            throw e;
        } catch (RowFailedException e) {
            throw failed(e.in(place, batch.rows()));
        } catch (Exception | Error e) {
            PageFault.rethrow(e, input);
            throw failed(place + ": " + name, e);
        } finally {
            nanos += System.nanoTime() - begun;
        }
        if (isNull(result)) {
            throw new MapperException(place + ": " + name
                    + " returned null; return the batch itself, or a slice without rows for nothing");
        }
        return result;
    }

    /** A user's code is not checked for null by our compiler. */
    private static boolean isNull(Object value) {
        return value == null;
    }

    private static Batch kept(Batch result, AllocationScope scope, Place place, String name) {
        try {
            return result.keptFrom(scope);
        } catch (ClosedException e) {
            throw new MapperException(
                    place + ": " + name + " returned a batch that it had closed; a mapper closes nothing", e);
        }
    }

    /** Without it no batch of this worker would succeed: that it cannot be opened is the run's failure. */
    <R> R open(ResourceFactory<R> factory) {
        for (int attempt = 1; ; attempt++) {
            try {
                return opened(factory);
            } catch (MapperException e) {
                FailedCall call = FailedCall.of(e, attempt);
                if (isEndOfRun(call.cause()) || !awaitAnother(call)) {
                    throw call.exception();
                }
            }
        }
    }

    private <R> R opened(ResourceFactory<R> factory) {
        String name = "the resource factory, " + nameOf(factory) + ",";
        R resource;
        try {
            resource = door.call(factory::open);
        } catch (CancelledRunException e) {
            throw e;
        } catch (Exception | Error e) {
            PageFault.rethrow(e, input);
            throw failed(name, e);
        }
        if (isNull(resource)) {
            throw new MapperException(name + " returned null");
        }
        return resource;
    }

    /** Also after a cancellation: what was opened is closed. */
    void closeResource(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception | Error e) {
            PageFault.rethrow(e, input);
            throw new MapperException(
                    "closing the resource " + resource.getClass().getName() + " failed: " + e, e);
        }
    }

    private ArrowShareException failed(String what, Throwable cause) {
        return failed(new MapperException(what + " threw " + cause, cause));
    }

    private ArrowShareException failed(MapperException failure) {
        ArrowShareException reason = door.whyNot();
        return reason != null ? reason : failure;
    }

    /** {@code TipShare}, or {@code a lambda of Job}. */
    static String nameOf(Object function) {
        return NamedFunction.nameOf(function);
    }
}

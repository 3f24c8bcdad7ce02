package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.ResourceFactory;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.AllocationScope;
import org.apache.arrow.memory.BufferAllocator;

/** Calls of the user's functions in one worker: each in its allocation scope, with its time taken and its failures named. */
final class MapperCalls {
    private final UserCode door;
    private final BufferAllocator allocator;
    private final String input;
    private long nanos;

    /** @param input the file that the batches are mapped from */
    MapperCalls(UserCode door, BufferAllocator allocator, String input) {
        this.door = door;
        this.allocator = allocator;
        this.input = input;
    }

    long nanos() {
        return nanos;
    }

    /** Takes over the batch; the result is the caller's. */
    Batch map(Batch batch, Place place, String name, BatchMapper mapper) {
        try (batch;
                AllocationScope scope = AllocationScope.open(allocator, place)) {
            Batch result = invoke(batch.lentTo(scope), place, name, mapper);
            return kept(result, scope, place, name);
        }
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

    <R> R open(ResourceFactory<R> factory) {
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

package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.ResourceFactory;
import dev.arrowshare.dataset.ResourceMapper;
import dev.arrowshare.filter.Filter;
import java.io.Serializable;
import java.util.List;

/** What a worker does with each batch, in the order of the pipeline. Limits are the coordinator's. */
public sealed interface Step extends Serializable {
    /** Whether it calls a user's function, which may fail. */
    default boolean isFunction() {
        return false;
    }

    /** Those columns, in that order. As the first step, the others are never touched. */
    record Select(List<String> columns) implements Step {
        public Select {
            columns = List.copyOf(columns);
        }
    }

    /** Only the rows for which the filter is true. */
    record Where(Filter filter) implements Step {}

    /** Slices of at most so many rows, a multiple of 64. */
    record Slices(long rows) implements Step {}

    /** A user's function. */
    record Map(BatchMapper mapper) implements Step {
        @Override
        public boolean isFunction() {
            return true;
        }
    }

    /** A user's function with a resource a worker. */
    record MapWith<R>(ResourceFactory<R> factory, ResourceMapper<R> mapper) implements Step {
        @Override
        public boolean isFunction() {
            return true;
        }
    }
}

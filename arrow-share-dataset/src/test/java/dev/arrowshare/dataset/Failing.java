package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;

/** Functions that fail, each able to travel to a process, and what is to be expected of them. */
final class Failing {
    private Failing() {}

    /** Which ids are bad: so many in a million, scattered by the seed. */
    record BadIds(long seed, int inAMillion) implements java.io.Serializable {
        boolean has(long id) {
            long mixed = (id + 1) * 0x9E3779B97F4A7C15L ^ seed * 0xD1B54A32D192ED03L;
            mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
            return Long.remainderUnsigned(mixed ^ mixed >>> 32, 1_000_000) < inAMillion;
        }

        List<Long> among(long rows) {
            List<Long> bad = new ArrayList<>();
            for (long id = 0; id < rows; id++) {
                if (has(id)) {
                    bad.add(id);
                }
            }
            return bad;
        }

        List<Long> notAmong(long rows) {
            List<Long> good = Numbers.range(0, rows);
            good.removeAll(new java.util.HashSet<>(among(rows)));
            return good;
        }
    }

    /** Adds {@code twice}; refuses batches with a bad id, and says which. */
    record OnBadIds(BadIds bad) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            BigIntVector ids = batch.column("id", BigIntVector.class);
            for (int row = 0; row < ids.getValueCount(); row++) {
                if (bad.has(ids.get(row))) {
                    throw new IllegalArgumentException("id " + ids.get(row) + " is bad");
                }
            }
            Float8Vector value = batch.column("value", Float8Vector.class);
            return batch.with(Columns.float8("twice", value, value, Double::sum));
        }
    }

    /** Fails at the batches that begin with one of those ids. */
    record AtFirstIds(List<Long> ids) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            if (ids.contains(Mappers.firstId(batch))) {
                throw new IOException("no batch " + Mappers.firstId(batch));
            }
            return batch;
        }
    }

    /** Whatever it gets. */
    record Always(Mappers.Thrown thrown) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            Throwable failure = thrown.make();
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }

    /** What the JVM throws when there is too much of something. */
    record TooMuch(boolean isDeep) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            if (Mappers.firstId(batch) == 1_000) {
                throw isDeep ? new StackOverflowError() : new OutOfMemoryError("Java heap space");
            }
            return batch;
        }
    }

    /** Fails at each batch so many times before it succeeds. A worker calls it again itself. */
    record FirstAttempts(int failures, String run) implements BatchMapper {
        private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

        @Override
        public Batch map(Batch batch) throws IOException {
            AtomicInteger calls =
                    CALLS.computeIfAbsent(run + " " + Mappers.firstId(batch), unused -> new AtomicInteger());
            if (calls.incrementAndGet() <= failures) {
                throw new IOException("attempt " + calls);
            }
            return batch;
        }
    }

    /** All values of column {@code id}, with what stands in another one beside it. */
    static Map<Long, Object> byId(Pipeline pipeline, String column) {
        Map<Long, Object> found = new TreeMap<>();
        pipeline.forEach(batch -> {
            BigIntVector ids = batch.column("id", BigIntVector.class);
            for (int row = 0; row < ids.getValueCount(); row++) {
                found.put(ids.get(row), String.valueOf(batch.column(column).getObject(row)));
            }
        });
        return found;
    }
}

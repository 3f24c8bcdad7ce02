package dev.arrowshare.dataset;

/**
 * Who does the work of a pipeline: the calling thread, threads, or processes. The same function gives the same result in each.
 *
 * <pre>{@code
 * trips.mapBatches(new TipShare()).workers(processes(4)).writeParquet(out);
 * }</pre>
 *
 * <p>Threads share the mapper and are cheapest. Processes are for functions that are not thread-safe, that may crash, or that need a
 * heap or native state of their own.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a count below one is an {@link IllegalArgumentException}.
 */
public sealed interface Workers {
    /** How many batches are worked on at once. */
    int count();

    /** One worker: the calling thread. */
    static Workers inline() {
        return new Inline();
    }

    /** So many threads of this process. */
    static Workers threads(int count) {
        return new Threads(count);
    }

    /** So many processes of their own, each a JVM of the same home as this one. */
    static Workers processes(int count) {
        return new Processes(count);
    }

    /** The calling thread. */
    record Inline() implements Workers {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public String toString() {
            return "inline()";
        }
    }

    /** Threads of this process. */
    record Threads(int count) implements Workers {
        public Threads {
            requirePositive("threads", count);
        }

        @Override
        public String toString() {
            return "threads(" + count + ")";
        }
    }

    /** Processes of their own. */
    record Processes(int count) implements Workers {
        public Processes {
            requirePositive("processes", count);
        }

        @Override
        public String toString() {
            return "processes(" + count + ")";
        }
    }

    private static void requirePositive(String kind, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(kind + "(" + count + "): at least 1 worker is needed");
        }
    }
}

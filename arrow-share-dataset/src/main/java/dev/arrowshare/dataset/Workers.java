package dev.arrowshare.dataset;

import dev.arrowshare.dataset.work.PlatformSupport;
import java.util.List;
import java.util.Optional;

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
    static Processes processes(int count) {
        return new Processes(count, 1);
    }

    /**
     * Which kinds of workers this platform has, and why not the others.
     *
     * <pre>{@code
     * Workers.supported().stream().filter(kind -> !kind.works()).forEach(System.out::println);
     * }</pre>
     */
    static List<Support> supported() {
        return List.of(
                new Support("inline", Optional.empty(), List.of()),
                new Support("threads", Optional.empty(), List.of()),
                new Support("processes", PlatformSupport.whyNoProcesses(), PlatformSupport.limitsOfProcesses()));
    }

    /**
     * What this platform can do with a kind of workers.
     *
     * @param kind the name of the method that makes them
     * @param whyNot what is missing, and what to do about it; empty when they work
     * @param limits what does not work here though they do
     */
    record Support(String kind, Optional<String> whyNot, List<String> limits) {
        public Support {
            limits = List.copyOf(limits);
        }

        /** Whether workers of this kind can be used here. */
        public boolean works() {
            return whyNot.isEmpty();
        }

        @Override
        public String toString() {
            return kind + ": " + whyNot.orElse(limits.isEmpty() ? "works" : "works, but " + String.join("; ", limits));
        }
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

    /**
     * Processes of their own.
     *
     * @param processes how many
     * @param threads of each, which share its copy of the function and its heap
     */
    record Processes(int processes, int threads) implements Workers {
        public Processes {
            requirePositive("processes", processes);
            requirePositive("threadsEach", threads);
        }

        /** As many, with so many threads at work in each; for a {@link WorkerPool}. */
        public Processes threadsEach(int count) {
            return new Processes(processes, count);
        }

        @Override
        public int count() {
            return processes * threads;
        }

        @Override
        public String toString() {
            return "processes(" + processes + ")" + (threads == 1 ? "" : ".threadsEach(" + threads + ")");
        }
    }

    private static void requirePositive(String kind, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(kind + "(" + count + "): at least 1 worker is needed");
        }
    }
}

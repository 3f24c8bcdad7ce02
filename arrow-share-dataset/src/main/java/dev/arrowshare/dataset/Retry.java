package dev.arrowshare.dataset;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How often, after what, and how soon a task that failed is tried again.
 *
 * <pre>{@code
 * Retry.attempts(3).on(IOException.class).backoff(Duration.ofMillis(100), Duration.ofSeconds(10))
 * }</pre>
 *
 * <p>Between two attempts passes a random time of at most the first wait, of at most twice that before the third, and so on up to the
 * longest wait: as many clients that failed together would otherwise come back together ("full jitter", AWS Architecture Blog, 2015).
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set.
 *
 * @param attempts in all, the first one included
 * @param firstWait the longest wait before the second attempt
 * @param longestWait before any attempt
 * @param only exceptions after which there is another attempt, subclasses included; any, if none is named
 */
public record Retry(int attempts, Duration firstWait, Duration longestWait, List<Class<? extends Throwable>> only)
        implements Serializable {
    public Retry {
        only = List.copyOf(only);
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts(" + attempts + "): at least 1, which is the first one");
        }
        if (firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("backoff(" + firstWait + ", " + longestWait
                    + "): waits are not negative, and the longest is not shorter than the first");
        }
    }

    /** One attempt: no retry. */
    public static Retry none() {
        return attempts(1);
    }

    /** So many attempts in all, at once after one another. */
    public static Retry attempts(int attempts) {
        return new Retry(attempts, Duration.ZERO, Duration.ZERO, List.of());
    }

    /** Waits between attempts. */
    public Retry backoff(Duration first, Duration longest) {
        return new Retry(attempts, first, longest, only);
    }

    /** Only after these exceptions, and those that extend them. */
    @SafeVarargs
    public final Retry on(Class<? extends Throwable>... exceptions) {
        List<Class<? extends Throwable>> named = new ArrayList<>();
        for (Class<? extends Throwable> type : exceptions) {
            named.add(type);
        }
        return new Retry(attempts, firstWait, longestWait, named);
    }

    /** Whether there is another attempt after so many, the last of which failed so. */
    public boolean isWorthwhile(int attemptsMade, Throwable failure) {
        return attemptsMade < attempts && (only.isEmpty() || only.stream().anyMatch(type -> type.isInstance(failure)));
    }

    /** How long to wait after so many attempts. */
    public Duration waitAfter(int attemptsMade, RandomGenerator random) {
        double most = Math.min(
                (double) longestWait.toNanos(), firstWait.toNanos() * Math.pow(2, Math.max(0, attemptsMade - 1)));
        return Duration.ofNanos((long) (random.nextDouble() * most));
    }
}

package dev.arrowshare.cli;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.Retry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What becomes of a run whose function fails. */
final class FailureOptions {
    private static final String LOG_TO = "log=";
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    @Option(
            names = "--on-error",
            paramLabel = "POLICY",
            description = {
                "What becomes of a batch at which the function fails: stop (the default), skip (left out), mark (its rows stay,"
                        + " empty, with error_type and error_message), or log[=FOLDER] (left out; batch and stack go to the"
                        + " folder, OUTPUT.failures unless said)."
            })
    private @Nullable String onError;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description =
                    "How often the function is tried again with a batch: after up to 0.1 s, then up to twice as long.")
    private int retries;

    @Option(
            names = "--dead-letter",
            paramLabel = "FILE",
            description = "A Parquet file for the rows at which the function fails; all others go on. See replay.")
    private @Nullable Path deadLetter;

    /** Fails now for what the library would refuse. */
    void check(Path output, List<Path> inputs) {
        WrongUse.requireAtLeast(0, "--retries", retries);
        if (deadLetter != null && inputs.contains(deadLetter)) {
            throw new IllegalArgumentException("--dead-letter " + deadLetter + " is an input; name another file");
        }
        boolean isStop = onError != null && policy(onError, output) instanceof OnError.Stop;
        if (deadLetter != null && isStop) {
            throw new IllegalArgumentException("--on-error stop and --dead-letter " + deadLetter
                    + ": a run that stops at its first failure puts no rows aside; choose one of them");
        }
    }

    /** The first failure is said on standard error. */
    Pipeline sayingTo(CommandSpec command, Pipeline pipeline, Path output) {
        PrintWriter err = command.commandLine().getErr();
        String name = command.qualifiedName();
        return with(pipeline, output)
                .onFirstFailure(failure -> err.println(name + ": " + firstLine(failure.message())
                        + "; the run goes on, further failures are counted"));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private Pipeline with(Pipeline pipeline, Path output) {
        Pipeline failing = retries == 0
                ? pipeline
                : pipeline.retry(Retry.attempts(retries + 1).backoff(FIRST_WAIT, LONGEST_WAIT));
        failing = onError == null ? failing : failing.onError(policy(onError, output));
        return deadLetter == null ? failing : failing.deadLetter(deadLetter);
    }

    private static OnError policy(String text, Path output) {
        if (text.startsWith(LOG_TO)) {
            return OnError.log(Path.of(text.substring(LOG_TO.length())));
        }
        return switch (text) {
            case "stop" -> OnError.stop();
            case "skip" -> OnError.skip();
            case "mark" -> OnError.mark();
            case "log" -> OnError.log(output.resolveSibling(output.getFileName() + ".failures"));
            default ->
                throw new IllegalArgumentException(
                        "--on-error " + text + ": policies are stop, skip, mark, log and log=FOLDER");
        };
    }
}

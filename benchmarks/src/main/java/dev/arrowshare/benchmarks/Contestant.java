package dev.arrowshare.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A program that is asked on standard input, a word a line, and answers on standard output behind {@code "= "}; it stays alive
 * between questions, so that its repetitions can be interleaved with those of other programs. benchmarks/peers/serve.py is the
 * same for Python.
 */
interface Contestant extends AutoCloseable {

    /** One repetition, in nanoseconds. What belongs to it and what does not is said by the implementation. */
    long nanos() throws Exception;

    /** What was computed, as a line that is the same for every program that computed the same. */
    String gate() throws Exception;

    @Override
    default void close() {}

    /** Answers until standard input ends. */
    default void serve() throws Exception {
        PrintStream answers = System.out;
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            answers.println("= " + answer(question.strip()));
            answers.flush();
        }
        close();
    }

    private String answer(String question) throws Exception {
        return switch (question) {
            case "time" -> String.format(Locale.ROOT, "%.9f", nanos() / 1e9);
            case "gate" -> gate();
            default -> throw new IOException("unknown question '" + question + "'; questions are time, gate");
        };
    }
}

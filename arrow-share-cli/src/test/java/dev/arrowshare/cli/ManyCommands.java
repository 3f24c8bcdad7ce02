package dev.arrowshare.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs the command as often as standard input asks for, in one JVM: hundreds of short conversions take as long as a few starts.
 *
 * <p>A line is a number and the arguments, with tabs between them; the answer is the number, the exit code and what the command printed
 * on standard error, in one line. Answers come as the commands end. The JVM ends with its standard input.
 */
final class ManyCommands {
    private static final int AT_ONCE = 2;

    private ManyCommands() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] request = line.split("\t", -1);
            pool.execute(() -> answers.println(request[0] + "\t" + answer(request)));
        }
        pool.shutdown();
    }

    private static String answer(String[] request) {
        StringWriter errors = new StringWriter();
        String[] arguments = Arrays.copyOfRange(request, 1, request.length);
        int exitCode =
                ArrowShare.execute(new PrintWriter(Writer.nullWriter()), new PrintWriter(errors, true), arguments);
        return exitCode + "\t" + errors.toString().strip().replaceAll("\\s+", " ");
    }
}

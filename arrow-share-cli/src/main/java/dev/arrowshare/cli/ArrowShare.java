package dev.arrowshare.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code arrow-share} command.
 *
 * <pre>{@code
 * arrow-share run --input trips.parquet --map TipShare.java --processes 4 --output tips.parquet
 * }</pre>
 *
 * <p><b>Errors:</b> one line on standard error; the exit code is 0 when done, 1 when it failed, 2 when it was used wrongly and 130
 * after Ctrl-C.
 */
@Command(
        name = "arrow-share",
        description = "Shares Arrow data between threads and processes, and turns Parquet into Arrow and back.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ShowCommand.class,
            ConvertCommand.class,
            RunCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            SampleCommand.class,
            DoctorCommand.class
        })
public final class ArrowShare implements Runnable {
    @Spec
    private CommandSpec spec;

    @CommandLine.Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the whole trace of an error.")
    private boolean verbose;

    private ArrowShare() {}

    public static void main(String[] arguments) {
        CleanInterrupt interrupt = CleanInterrupt.install(Thread.currentThread());
        int exitCode = execute(utf8(System.out), utf8(System.err), arguments);
        interrupt.finished();
        System.exit(exitCode);
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Runs one command and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        ArrowShare main = new ArrowShare();
        CommandLine command = new CommandLine(main);
        command.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
        command.setParameterExceptionHandler((wrongUse, given) -> OneLine.printWrongUse(wrongUse));
        command.setExecutionExceptionHandler(
                (failure, failed, parsed) -> OneLine.printFailure(failure, failed, main.verbose));
        return command.execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}

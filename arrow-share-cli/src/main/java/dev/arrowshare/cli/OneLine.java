package dev.arrowshare.cli;

import dev.arrowshare.error.MissingKeyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the command says when it cannot do what it was asked: one line, which names the command. */
final class OneLine {
    private static final int FAILED = 1;

    private static final Map<String, String> OPTIONS = Map.of(
            "ParquetReadOptions.decryption takes", "--keys FILE takes",
            "Decryption.allowPlainFiles reads", "--allow-plain-files reads",
            "Decryption.aadPrefix takes it", "a line 'aad-prefix = TEXT' in the file of --keys gives it");

    private OneLine() {}

    static int printWrongUse(ParameterException wrongUse) {
        CommandLine command = wrongUse.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println(name + ": " + joined(String.valueOf(wrongUse.getMessage())) + suggestion(wrongUse) + " (see "
                        + name + " --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String suggestion(ParameterException wrongUse) {
        if (!(wrongUse instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        CommandSpec spec = wrongUse.getCommandLine().getCommandSpec();
        String given = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        Set<String> names = given.startsWith("-")
                ? spec.optionsMap().keySet()
                : spec.subcommands().keySet();
        return Suggestion.among(names, given)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    static int printFailure(Exception failure, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + joined(messageOf(failure)));
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static String messageOf(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return messageOf(unchecked.getCause());
        }
        String message = failure.getMessage() == null ? null : inOptions(failure.getMessage(), failure);
        if (failure instanceof NoSuchFileException) {
            return message + ": no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (message == null || failure instanceof IOException) {
            return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        }
        return message;
    }

    /** What the library's messages name, as the command has it. */
    private static String inOptions(String message, Throwable failure) {
        String said = message;
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            said = said.replace(option.getKey(), option.getValue());
        }
        boolean isSaid = said.contains("--keys") || !(failure instanceof MissingKeyException);
        return isSaid ? said : said + "; --keys FILE takes keys";
    }

    private static String joined(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
    }
}

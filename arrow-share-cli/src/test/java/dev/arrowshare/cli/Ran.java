package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** What one call of the command, in this JVM, has printed and returned. */
record Ran(int exitCode, String out, String err) {

    static Ran arrowShare(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int exitCode = ArrowShare.execute(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    Ran done() {
        assertEquals("", err);
        assertEquals(0, exitCode);
        return this;
    }

    /** One line, which begins with the command and has all of these words. */
    void failed(String... words) {
        saysOneLine(1, words);
    }

    /** Warnings, and then one line, which begins with the command and has all of these words. */
    void failedAfterWarnings(String... words) {
        String last = err.lines().reduce((before, line) -> line).orElse("");
        assertTrue(err.startsWith("arrow-share run: warning: "), err);
        new Ran(exitCode, out, last).failed(words);
    }

    /** One line, which begins with the command and has all of these words. */
    void wronglyUsed(String... words) {
        saysOneLine(2, words);
    }

    private void saysOneLine(int expectedExitCode, String... words) {
        assertAll(
                () -> assertEquals(expectedExitCode, exitCode, err),
                () -> assertEquals(1, err.lines().count(), err),
                () -> assertTrue(err.startsWith("arrow-share"), err),
                () -> assertTrue(err.contains(": "), err),
                () -> assertEquals("", out));
        for (String word : words) {
            assertTrue(err.contains(word), "no '" + word + "' in: " + err);
        }
    }
}

package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private final ByteArrayOutputStream passedOn = new ByteArrayOutputStream();

    private List<String> lastLines(byte[] printed) throws InterruptedException {
        CompletableFuture<?> ended = CompletableFuture.completedFuture("ended");
        return new OutputTail(new ByteArrayInputStream(printed), passedOn, "test", ended).lastLines();
    }

    @Test
    void everythingIsPassedOnAndTheLastLinesAreKept() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        byte[] printed = text.append("no newline").toString().getBytes(StandardCharsets.UTF_8);

        List<String> lines = lastLines(printed);

        assertEquals(21, lines.size());
        assertEquals("line 99999", lines.get(19));
        assertEquals("no newline", lines.get(20));
        assertArrayEquals(printed, passedOn.toByteArray());
    }

    @Test
    void aLineWithoutEndIsCutOff() throws Exception {
        List<String> lines = lastLines("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));

        assertEquals(List.of("x".repeat(500)), lines);
        assertEquals(1 << 20, passedOn.size());
    }
}

package dev.arrowshare.dataset.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.parquet.WrittenRowGroup;
import dev.arrowshare.publish.StagingFolder;
import dev.arrowshare.schema.SchemaFields;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final JobIdentity JOB = new JobIdentity(Map.of("the function", "f"));
    private static final int GROUP_BYTES = 100;

    @TempDir
    Path outputs;

    private StagingFolder folder;
    private Journal journal;

    @BeforeEach
    void claim() throws IOException {
        folder = StagingFolder.claim(outputs.resolve("out")).orElseThrow();
        journal = new Journal(folder.file("journal"));
        begin("first");
    }

    private void begin(String boot) throws IOException {
        journal.begin(JOB, boot);
        Schema schema = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
        journal.schema(SchemaFields.of(schema));
    }

    @AfterEach
    void end() throws IOException {
        journal.close();
        folder.delete();
    }

    private void finish(int task) throws IOException {
        journal.work(new WorkRecord(
                List.of(new FinishedTask(task, 1, 10, 1, 10)), WorkRecord.NONE, 0, List.of(rowGroup(task))));
    }

    private static WrittenRowGroup rowGroup(int number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(4 + (long) number * GROUP_BYTES)
                .putLong(GROUP_BYTES)
                .putInt(0);
        return WrittenRowGroup.read(new DataInputStream(new ByteArrayInputStream(bytes.array())));
    }

    private static long bytesOf(int rowGroups) {
        return 4 + (long) rowGroups * GROUP_BYTES;
    }

    private void putOnDisk() throws IOException {
        journal.onDisk(journal.end());
    }

    /** How many tasks are finished for who finds that now. */
    private int tasks(long outputBytes, String boot) throws IOException {
        journal.close();
        journal = new Journal(folder.file("journal"));
        assertEquals(JOB, journal.readIdentity());
        RecordedWork work = journal.readWork(outputBytes, boot);
        assertTrue(work.isEmpty() || work.schema().isPresent());
        return work.tasks();
    }

    @Test
    void allOfThisLifeOfTheMachineCounts() throws IOException {
        finish(0);
        finish(1);
        assertEquals(2, tasks(bytesOf(2), "first"));
    }

    @Test
    void afterAnotherStartOfTheMachineOnlyWhatWasOnTheDiskCounts() throws IOException {
        finish(0);
        assertEquals(0, tasks(bytesOf(1), "second"));
        begin("first");
        finish(0);
        putOnDisk();
        finish(1);
        finish(2);
        putOnDisk();
        finish(3);
        assertEquals(3, tasks(bytesOf(4), "second"));
        assertEquals(3, tasks(bytesOf(4), "first"), "the rest is cut off");
    }

    @Test
    void whereStartsHaveNoNamesOnlyWhatWasOnTheDiskCounts() throws IOException {
        begin("");
        putOnDisk();
        finish(0);
        assertEquals(0, tasks(bytesOf(1), ""));
        begin("");
        finish(0);
        putOnDisk();
        finish(1);
        assertEquals(1, tasks(bytesOf(2), ""));
    }

    @Test
    void whatFollowsInTheNextLifeCountsThere() throws IOException {
        finish(0);
        putOnDisk();
        finish(1);
        assertEquals(1, tasks(bytesOf(2), "second"));
        finish(1);
        finish(2);
        assertEquals(3, tasks(bytesOf(3), "second"));
        assertEquals(1, tasks(bytesOf(3), "third"));
    }

    @Test
    void aMarkSpeaksOnlyOfWhatWasThereBeforeIt() throws IOException {
        finish(0);
        long reached = journal.end();
        finish(1);
        journal.onDisk(reached);
        assertEquals(1, tasks(bytesOf(2), "second"));
    }

    @Test
    void whatIsNotInTheOutputIsNotFinished() throws IOException {
        finish(0);
        finish(1);
        putOnDisk();
        finish(2);
        assertEquals(1, tasks(bytesOf(2) - 1, "first"));
        assertEquals(1, tasks(bytesOf(3), "first"), "the rest is cut off");
    }

    @Test
    void aFrameThatIsNotWholeEndsIt() throws IOException {
        finish(0);
        int whole = Math.toIntExact(journal.end());
        finish(1);
        Path file = outputs.resolve(".out.resume/journal");
        byte[] all = Files.readAllBytes(file);
        for (int cut = whole; cut < all.length; cut++) {
            Files.write(file, Arrays.copyOf(all, cut));
            assertEquals(1, tasks(bytesOf(2), "first"), "cut at " + cut);
        }
    }
}

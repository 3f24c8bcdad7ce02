package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.exchange.CData;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.ChildJvm;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native code sees batches from other programs' files only when their contents are right. */
class ForeignFileTest {
    private static final long SEED = 5;
    /** Far more bytes than there are. */
    private static final byte[] ELSEWHERE = Damage.int32(1 << 30);

    private final BufferAllocator allocator = Allocators.child("foreign");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    /** Two batches of numbers, text and encoded text. */
    private Path write() {
        Path path = folder.resolve("foreign.arrow");
        try (Batch batch = RandomBatches.of(
                        List.of(
                                ArrowTypes.named("int32"),
                                ArrowTypes.named("utf8"),
                                ArrowTypes.named("dictionary_utf8")),
                        100,
                        Nulls.NONE,
                        SEED,
                        allocator);
                ArrowFileWriter writer = ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
            writer.append(batch);
            writer.append(batch);
            writer.publish(Map.of());
        }
        return path;
    }

    /** Where the offsets of the second batch's text go astray in row 39. */
    private Path writeDamaged() throws IOException {
        Path path = write();
        Damage.overwrite(path, 1, Damage.in(1, FieldVector::getOffsetBuffer), 160, ELSEWHERE);
        return path;
    }

    private Path writeForeign() throws IOException {
        Path path = writeDamaged();
        Damage.forgetWriter(path);
        return path;
    }

    private void export(Batch batch) {
        try (ArrowArray array = ArrowArray.allocateNew(allocator);
                ArrowSchema schema = ArrowSchema.allocateNew(allocator)) {
            CData.exportBatch(batch, array, schema);
            array.release();
            schema.release();
        }
    }

    private void assertRefused(Path path, Batch batch, String rest) {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> export(batch));
        assertTrue(e.getMessage().startsWith(path + ": " + rest), e.getMessage());
    }

    @Test
    void aBatchIsCheckedBeforeItIsExported() throws IOException {
        Path path = writeForeign();
        try (ArrowFile file = ArrowFile.open(path);
                Batch good = file.batch(0, allocator);
                Batch bad = file.batch(1, allocator)) {
            export(good);
            assertRefused(path, bad, "batch 1, column 'utf8', row 39: its offsets go from ");
        }
    }

    @Test
    void aFollowerKnowsToo() throws IOException {
        Path path = writeForeign();
        try (ArrowFile file = ArrowFile.open(path);
                GrowingArrowFile follower = ArrowFile.follow(path);
                Batch bad = follower.batch(file.location(1), allocator)) {
            assertRefused(
                    path,
                    bad,
                    "the batch at " + file.location(1).offset() + ", column 'utf8', row 39: its offsets go ");
        }
    }

    /** Whoever damages the notes does not make the file one of ours. */
    @Test
    void aFollowerTrustsNoFooterThatItCannotRead() throws IOException {
        Path path = writeDamaged();
        BlockLocation second;
        try (ArrowFile file = ArrowFile.open(path)) {
            second = file.location(1);
        }
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 8] = 0x7F;
        Files.write(path, bytes);
        try (GrowingArrowFile follower = ArrowFile.follow(path);
                Batch bad = follower.batch(second, allocator)) {
            assertRefused(path, bad, "the batch at " + second.offset() + ", column 'utf8', row 39: ");
        }
    }

    @Test
    void dictionariesAreCheckedWithTheirColumns() throws IOException {
        Path path = write();
        Damage.overwrite(path, 0, batch -> batch.dictionary(0).getDataBuffer(), 0, (byte) 0xFF);
        Damage.forgetWriter(path);
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(0, allocator);
                Batch without = batch.without("dictionary_utf8")) {
            export(without);
            assertRefused(path, batch, "batch 0, column 'DICT0', row 0: its text is not UTF-8");
        }
    }

    @Test
    void whatIsDerivedKnowsWhereItsColumnsComeFrom() throws IOException {
        Path path = writeForeign();
        try (ArrowFile file = ArrowFile.open(path);
                Batch bad = file.batch(1, allocator);
                Batch numbers = bad.select("int32");
                Batch renamed = bad.rename("utf8", "text");
                Batch more = numbers.with(text());
                Batch head = bad.slice(0, 39);
                Batch rows = bad.slice(30, 20);
                AllocationScope scope = AllocationScope.open(allocator, "batch 1")) {
            export(numbers);
            export(more);
            export(head);
            assertRefused(path, renamed, "batch 1, column 'text', row 39: ");
            assertRefused(path, rows, "batch 1, column 'utf8', row 9: ");
            Batch lent = bad.lentTo(scope);
            assertRefused(path, lent, "batch 1, column 'utf8', row 39: ");
            try (Batch kept = lent.without("int32").keptFrom(scope)) {
                assertRefused(path, kept, "batch 1, column 'utf8', row 39: ");
            }
            assertThrows(CorruptFileException.class, () -> Batch.concat(List.of(bad, bad)));
            assertThrows(CorruptFileException.class, () -> bad.edit("utf8", VarCharVector.class));
        }
    }

    private VarCharVector text() {
        VarCharVector vector = new VarCharVector("utf8", allocator);
        vector.allocateNew();
        vector.setValueCount(100);
        return vector;
    }

    /** Seen by what happens when the file is damaged afterwards, which nobody may do. */
    @Test
    void aColumnIsCheckedOnce() throws IOException {
        Path path = write();
        Damage.forgetWriter(path);
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(1, allocator);
                Batch renamed = batch.rename("utf8", "text")) {
            export(batch);
            Damage.overwrite(path, 1, Damage.in(1, FieldVector::getOffsetBuffer), 160, ELSEWHERE);
            assertEquals(1 << 30, batch.column(1).getOffsetBuffer().getInt(160));
            batch.requireCheckedContents();
            renamed.requireCheckedContents();
            try (Batch again = file.batch(1, allocator)) {
                assertThrows(CorruptFileException.class, again::requireCheckedContents);
            }
        }
    }

    @Test
    void aFileOfOursIsTrusted() throws IOException {
        Path path = writeDamaged();
        try (ArrowFile file = ArrowFile.open(path);
                Batch batch = file.batch(1, allocator)) {
            batch.requireCheckedContents();
            assertThrows(CorruptFileException.class, file::verify);
        }
    }

    @Test
    void itDoesNotBecomeAFileOfOursUnchecked() throws IOException {
        Path path = writeForeign();
        Path copy = folder.resolve("copy.arrow");
        try (ArrowFile file = ArrowFile.open(path);
                ArrowFileWriter writer = ArrowFileWriter.create(copy, file.schema(), ArrowWriteOptions.defaults());
                Batch good = file.batch(0, allocator);
                Batch bad = file.batch(1, allocator)) {
            writer.append(good);
            CorruptFileException e = assertThrows(CorruptFileException.class, () -> writer.append(bad));
            assertTrue(e.getMessage().startsWith(path + ": batch 1, column 'utf8'"), e.getMessage());
        }
    }

    @Test
    void streamsAreOfAnyone() throws IOException {
        Path path = folder.resolve("any.arrows");
        byte[] text = "well known text".getBytes(StandardCharsets.UTF_8);
        try (VarCharVector column = new VarCharVector("t", allocator)) {
            column.allocateNew();
            column.setSafe(0, text);
            column.setValueCount(1);
            try (Batch batch = Batch.of(1, List.of(copy(column)), Map.of(), Map.of(), allocator);
                    ArrowStreamWriter writer =
                            ArrowStreamWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
                writer.append(batch);
                writer.publish();
            }
        }
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("well known");
        bytes[at] = (byte) 0xFF;
        Files.write(path, bytes);
        try (ArrowStream stream = ArrowStream.open(path);
                Batch batch = stream.next(allocator)) {
            assertRefused(path, batch, "batch 0, column 't', row 0: its text is not UTF-8");
        }
    }

    private FieldVector copy(VarCharVector column) {
        return Columns.concat(column.getField(), List.of(column), allocator);
    }

    @Test
    void withoutArrowsOwnChecksABatchIsCheckedWhenItIsTaken() throws Exception {
        Path path = writeForeign();
        ChildJvm.Result result =
                ChildJvm.run(Unchecked.class, "-Darrow.enable_unsafe_memory_access=true", "-Dforeign=" + path);
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(
                result.stdout().startsWith("100\n" + path + ": batch 1, column 'utf8', row 39: its offsets go "),
                result::toString);
        assertTrue(result.stdout().endsWith("\n0\n"), result::toString);
    }

    /** Runs in a JVM whose vectors read wherever offsets point. */
    static final class Unchecked {
        public static void main(String[] args) {
            try (BufferAllocator allocator = Allocators.child("unchecked");
                    ArrowFile file = ArrowFile.open(Path.of(System.getProperty("foreign")))) {
                try (Batch good = file.batch(0, allocator)) {
                    System.out.println(good.rows());
                }
                CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.batch(1, allocator));
                System.out.println(e.getMessage());
                System.out.println(allocator.getAllocatedMemory());
            }
        }
    }
}

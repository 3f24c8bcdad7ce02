package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * Memory of worker processes that have each read every byte of a shared file: {@code ReadInWorkers FILE WORKERS}. Prints, as
 * benchmarks/peers/memory.py does, a line a worker with its PSS and private kB, then the coordinator's PSS.
 */
final class ReadInWorkers {
    private ReadInWorkers() {}

    /** Reads all of {@code data}, whatever batch it is asked for, and notes the memory of its process when all workers have. */
    record ReadAll(SharedDataset data, Rendezvous rendezvous) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            long[] sum = new long[1];
            data.pipeline().workers(Workers.inline()).forEach(each -> sum[0] += bytes(each));
            rendezvous.meet("read");
            Thread.sleep(500);
            Resident memory = Resident.now();
            rendezvous.meet("measured");
            Files.writeString(
                    rendezvous
                            .folder()
                            .resolve("memory-" + ProcessHandle.current().pid()),
                    memory.pss() + " " + memory.own() + " " + sum[0]);
            return batch;
        }
    }

    private static long bytes(Batch batch) {
        long sum = 0;
        for (int i = 0; i < batch.columnCount(); i++) {
            FieldVector vector = batch.column(i);
            for (ArrowBuf buffer : VectorBuffers.of(vector)) {
                sum += bytes(buffer);
            }
        }
        return sum;
    }

    private static long bytes(ArrowBuf buffer) {
        long sum = 0;
        long whole = buffer.capacity() & -8L;
        for (long i = 0; i < whole; i += 8) {
            sum += buffer.getLong(i);
        }
        for (long i = whole; i < buffer.capacity(); i++) {
            sum += buffer.getByte(i);
        }
        return sum;
    }

    /** Of this process, in kB. */
    private record Resident(long pss, long own) {
        static Resident now() throws IOException {
            long pss = 0;
            long own = 0;
            for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    pss = kilobytes(line);
                } else if (line.startsWith("Private_")) {
                    own += kilobytes(line);
                }
            }
            return new Resident(pss, own);
        }
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    public static void main(String[] arguments) throws Exception {
        int workers = Integer.parseInt(arguments[1]);
        Rendezvous rendezvous = Rendezvous.of(workers);
        try (SharedDataset data = SharedDataset.open(Path.of(arguments[0]));
                SharedDataset tasks = TinyBatches.of(workers)) {
            tasks.mapBatches(new ReadAll(data, rendezvous))
                    .workers(Workers.processes(workers))
                    .forEach(batch -> {});
            print(rendezvous);
            System.out.println("rest " + Resident.now().pss());
        } finally {
            rendezvous.delete();
        }
    }

    private static void print(Rendezvous rendezvous) throws IOException {
        try (Stream<Path> files = Files.list(rendezvous.folder())) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("memory-"))
                    .toList()) {
                System.out.println("worker " + Files.readString(file));
            }
        }
    }
}

package dev.arrowshare.benchmarks;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A function by row over a mapped Arrow file: {@code MapRows FILE THREADS KIND}. KIND {@code identity}: each row, text and number, comes
 * back as it is; {@code compute}: a row of two numbers for it; {@code filter}: every second row. Timed from opening the file until the
 * result is an Arrow file, closed.
 */
final class MapRows implements Contestant {
    record Line(String text, long n) {}

    record Computed(long length, long twice) {}

    record Numbered(long n) {}

    private final Path source;
    private final Workers workers;
    private final String kind;
    private final Path folder;
    private final Path result;

    private MapRows(Path source, Workers workers, String kind) throws IOException {
        this.source = source;
        this.workers = workers;
        this.kind = kind;
        this.folder = Files.createTempDirectory("rows");
        this.result = folder.resolve("result.arrow");
    }

    private Pipeline mapped(SharedDataset lines) {
        return switch (kind) {
            case "identity" -> lines.mapRows(Line.class, Line.class, line -> line);
            case "compute" ->
                lines.mapRows(
                        Line.class,
                        Computed.class,
                        line -> new Computed(line.text().length(), 2 * line.n()));
            case "filter" -> lines.filterRows(Numbered.class, number -> number.n() % 2 == 0);
            default ->
                throw new IllegalArgumentException("no kind '" + kind + "'; kinds are identity, compute, filter");
        };
    }

    @Override
    public long nanos() {
        long begin = System.nanoTime();
        try (SharedDataset lines = SharedDataset.open(source)) {
            mapped(lines).workers(workers).writeArrow(result);
        }
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() {
        long unused = nanos();
        Checksums checksums = new Checksums();
        try (SharedDataset written = SharedDataset.open(result)) {
            written.forEach(checksums::add);
        }
        return checksums.toString();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(result);
            Files.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException(folder + " could not be deleted", e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        new MapRows(Path.of(arguments[0]), Workers.threads(Integer.parseInt(arguments[1])), arguments[2]).serve();
    }
}

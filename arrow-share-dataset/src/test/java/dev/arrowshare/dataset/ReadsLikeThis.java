package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.PoolOptions.pool;
import static dev.arrowshare.dataset.Slices.joined;
import static dev.arrowshare.dataset.Slices.slices;
import static dev.arrowshare.dataset.TaskFunction.async;
import static dev.arrowshare.dataset.TaskFunction.stored;
import static dev.arrowshare.dataset.TaskOptions.tasks;
import static dev.arrowshare.dataset.Workers.processes;
import static dev.arrowshare.dataset.Workers.threads;
import static dev.arrowshare.filter.Filter.column;
import static dev.arrowshare.parquet.ParquetReadOptions.read;
import static java.net.http.HttpResponse.BodyHandlers.discarding;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.rows.Column;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.Float8Vector;
import org.jspecify.annotations.Nullable;

/** Only has to compile: how programs with this library read. The README's code lives here, between the marks. */
@SuppressWarnings("unused")
final class ReadsLikeThis {
    private ReadsLikeThis() {}

    // snippet: mapper
    record TipShare() implements BatchMapper {
        @Override
        public Batch map(Batch trips) {
            Float8Vector tip = trips.column("tip", Float8Vector.class), fare = trips.column("fare", Float8Vector.class);
            return trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f));
        }
    }
    // end

    static void tenLines() {
        // snippet: run
        try (SharedDataset trips = SharedDataset.fromParquet(Path.of("trips.parquet"))) {
            RunSummary run =
                    trips.mapBatches(new TipShare()).workers(processes(4)).writeParquet(Path.of("tips.parquet"));
            System.out.println(run);
        }
        // end
    }

    // snippet: shared
    record Score(SharedDataset weights) implements BatchMapper {
        @Override
        public Batch map(Batch trips) {
            return score(trips, weights);
        }
    }
    // end

    static void byRow(SharedDataset trips, Path out) {
        // snippet: rows
        record Trip(double fare, double tip) {}
        record Share(@Column("tip_share") double tipShare) {}

        trips.filterRows(Trip.class, trip -> trip.fare() > 10)
                .withColumns(Trip.class, Share.class, trip -> new Share(trip.tip() / trip.fare()))
                .writeParquet(out);
        // end
    }

    // snippet: nested
    record Order(long id, List<Line> lines) {}

    record Line(String article, @Nullable Double price) {}
    // end

    static void flattened(SharedDataset orders, Path out) {
        // snippet: flattened
        orders.flatMapRows(Order.class, Line.class, order -> order.lines())
                .workers(processes(4))
                .writeParquet(out);
        // end
    }

    static void otherShapes(SharedDataset trips, Path out, Path file, Path path) {
        // snippet: lambda
        trips.mapBatches(batch -> enrich(batch)).workers(threads(4)).writeParquet(out);
        // end
        // snippet: resource
        trips.mapBatches(() -> Model.open(file), (model, batch) -> model.run(batch))
                .workers(processes(4))
                .writeParquet(out);
        // end
        // snippet: steps
        trips.select("fare", "tip").limit(1_000).forEach(batch -> print(batch));
        // end
        // snippet: unshared
        Pipeline.fromParquet(Path.of("trips.parquet"))
                .mapBatches(new TipShare())
                .writeParquet(out);
        // end
        // snippet: folder
        trips.mapBatches(new TipShare())
                .writeParquetFolder(out, FolderLayout.files().partitionBy("day"));
        // end
        // snippet: budget
        trips.mapBatches(new TipShare()).memoryBudget(256 << 20).writeParquet(out);
        // end
        // snippet: limits
        trips.mapBatches(new TipShare())
                .workers(processes(4))
                .taskTimeout(Duration.ofMinutes(5))
                .runTimeout(Duration.ofHours(2))
                .workerRetries(1)
                .onStall(OnStall.replace().after(Duration.ofMinutes(2)))
                .onWarning(System.err::println)
                .writeParquet(out);
        // end
        // snippet: events
        trips.mapBatches(new TipShare())
                .onEvent(event -> {
                    if (event instanceof RunEvent.WorkerDied worker) {
                        System.err.println(worker.cause());
                    }
                })
                .writeParquet(out)
                .advice()
                .ifPresent(System.out::println);
        // end
        // snippet: failing
        trips.mapBatches(new TipShare())
                .retry(Retry.attempts(3).backoff(Duration.ofMillis(100), Duration.ofSeconds(10)))
                .deadLetter(Path.of("failed.parquet"))
                .writeParquet(out);
        trips.mapBatches(new TipShare()).onError(OnError.mark()).writeParquet(out);
        // end
        // snippet: resumable
        trips.mapBatches(new TipShare()).resumable().writeParquet(out);
        // end
        // snippet: share
        SharedDataset scored =
                trips.mapBatches(new TipShare()).workers(threads(4)).share();
        // end
        // snippet: columns
        SharedDataset few = SharedDataset.fromParquet(path, read().columns("fare", "tip"));
        // end
        // snippet: batches
        try (Batches batches = trips.mapBatches(new TipShare()).toBatches()) {
            for (Batch batch : batches) {
                try (Batch current = batch) {
                    print(current);
                }
            }
        }
        // end
    }

    static void pools(
            List<Path> files,
            double[][] matrix,
            Iterable<Path> endless,
            List<HttpRequest> requests,
            HttpClient client,
            double[] prices,
            Batch trips)
            throws Exception {
        // snippet: pool
        try (WorkerPool pool = WorkerPool.open(processes(4))) {
            List<Long> sizes = pool.map(files, file -> Files.size(file));
        }
        // end
        WorkerPool pool = WorkerPool.shared();
        // snippet: pool-options
        List<Outcome<Long>> outcomes = pool.tryMap(
                files,
                file -> Files.size(file),
                tasks().retry(Retry.attempts(3).on(IOException.class)).taskTimeout(Duration.ofSeconds(5)));
        // end
        // snippet: pool-stream
        try (Results<Long> sizes = pool.stream(endless, file -> Files.size(file), tasks().window(100))) {
            for (long size : sizes) {
                System.out.println(size);
            }
        }
        // end
        // snippet: pool-async
        List<Integer> codes = pool.map(
                requests,
                async(request -> client.sendAsync(request, discarding()).thenApply(answer -> answer.statusCode())),
                tasks().inFlight(100));
        CompletableFuture<List<Long>> later = pool.mapAsync(files, file -> Files.size(file));
        // end
        // snippet: pool-stored
        for (StoredResult<double[]> column : pool.map(files, stored(file -> decode(file)))) {
            try (column) {
                print(column.get());
            }
        }
        // end
        // snippet: pool-slices
        List<Double> sums = pool.map(slices(prices), slice -> sum(slice));
        try (Batch scored = joined(pool.map(slices(trips).ofSize(100_000), slice -> enrich(slice)))) {
            print(scored);
        }
        // end
        // snippet: pool-equivalence
        pool.verifyEquivalence(files, file -> decode(file));
        // end
        // snippet: pool-weights
        List<double[]> columns = pool.map(
                files,
                file -> decode(file),
                tasks().weights((Path file) -> file.toFile().length()));
        // end
        // snippet: pool-shared
        Shared<double[][]> weights = pool.share(matrix);
        List<Double> firsts = pool.map(List.of(1, 2, 3), row -> weights.get()[row][0]);
        // end
        // snippet: pool-state
        PoolOptions options = pool().onStart(worker -> worker.state(Model.class, () -> Model.open(files.get(0))))
                .onStop(worker -> worker.id() + " is done")
                .heapBytes(512 << 20);
        WorkerPool scoring = WorkerPool.open(processes(2).threadsEach(2), options);
        // end
        // snippet: pool-events
        AtomicLong done = new AtomicLong();
        PoolOptions watched = pool().onStall(OnStall.replace().after(Duration.ofMinutes(2)))
                .onWarning(System.err::println)
                .onEvent(event -> {
                    if (event instanceof RunEvent.TaskEnded ended) {
                        done.addAndGet(ended.tasks());
                    }
                });
        // end
    }

    static void parquetAlone(Path in, Path out) {
        // snippet: parquet
        ParquetSource trips = ParquetSource.open(
                in, read().columns("fare", "tip").where(column("fare").greaterThan(10)));
        try (BatchStream batches = trips.read(Allocators.root());
                ParquetSink sink = ParquetSink.create(out, trips.schema(), ParquetWriteOptions.defaults())) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                try (Batch current = batch) {
                    sink.append(current);
                }
            }
            sink.commit();
        }
        // end
    }

    static Batch enrich(Batch batch) {
        return batch;
    }

    static Batch score(Batch batch, SharedDataset weights) {
        return batch;
    }

    static void print(Batch batch) {}

    static double sum(DoubleBuffer values) {
        return values.get(0);
    }

    static double[] decode(Path file) {
        return new double[0];
    }

    static void print(double[] column) {}

    record Model(Path file) implements AutoCloseable {
        static Model open(Path file) {
            return new Model(file);
        }

        Batch run(Batch batch) {
            return batch;
        }

        @Override
        public void close() {}
    }
}

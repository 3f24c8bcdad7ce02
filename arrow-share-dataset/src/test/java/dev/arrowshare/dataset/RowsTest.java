package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.rows.Column;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.NoSuchColumnException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps by row in a pipeline: what they see, what they leave, and how their mistakes are told. */
@Timeout(120)
class RowsTest {
    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    record Numbered(long id, @Nullable Double value) {}

    record Named(String name, long id) {}

    record Id(long id) {}

    record Half(@Column("half_id") double half) {}

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(1_000, 1_000, 500);
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    private static List<String> columns(Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        pipeline.limit(1).forEach(batch -> batch.schema().getFields().forEach(field -> names.add(field.getName())));
        return names;
    }

    @Test
    void mapRowsLeavesTheColumnsOfItsResult() {
        Pipeline halves = numbers.mapRows(Numbered.class, Half.class, row -> new Half(row.id() / 2.0));

        assertEquals(List.of("half_id"), columns(halves));
        assertEquals(2_500, halves.count());
    }

    @Test
    void withColumnsKeepsTheOthersAndReplacesWhereNamesAreTheSame() {
        Pipeline more = numbers.withColumns(Numbered.class, Half.class, row -> new Half(row.id() / 2.0))
                .withColumns(Named.class, Named.class, row -> new Named("the " + row.name(), row.id() + 1));

        assertEquals(List.of("id", "value", "name", "half_id"), columns(more));
        assertEquals(Numbers.range(1, 2_501), Numbers.ids(more));
        more.forEach(RowsTest::checkNames);
    }

    private static void checkNames(Batch batch) {
        for (int i = 0; i < batch.rows(); i++) {
            long id = (Long) batch.column("id").getObject(i) - 1;
            assertEquals("the name " + id, batch.column("name").getObject(i).toString());
            assertEquals(id / 2.0, batch.column("half_id").getObject(i));
        }
    }

    @Test
    void filterRowsLeavesColumnsAndOrder() {
        Pipeline few = numbers.filterRows(Numbered.class, row -> row.value() == null);

        assertEquals(List.of("id", "value", "name"), columns(few));
        List<Long> expected = new ArrayList<>();
        for (long id = 0; id < 2_500; id += 7) {
            expected.add(id);
        }
        assertEquals(expected, Numbers.ids(few));
        assertEquals(
                expected.size(), few.mapRows(Id.class, Id.class, row -> row).count());
    }

    @Test
    void flatMapRowsGivesAnyNumberOfRows() {
        Pipeline many = numbers.flatMapRows(
                Id.class, Id.class, row -> row.id() % 100 == 0 ? List.of(row, new Id(-row.id()), row) : List.of());

        List<Long> expected = new ArrayList<>();
        for (long id = 0; id < 2_500; id += 100) {
            expected.addAll(List.of(id, -id, id));
        }
        assertEquals(expected, Numbers.ids(many));
    }

    @Test
    void aStepThatFollowsKnowsTheColumns() {
        Pipeline ids = numbers.mapRows(Id.class, Id.class, row -> row);

        assertThrows(NoSuchColumnException.class, () -> ids.select("name"));
        assertThrows(NoSuchColumnException.class, () -> ids.filterRows(Named.class, row -> true));
        assertThrows(NoSuchColumnException.class, () -> ids.limit(3).filterRows(Named.class, row -> true));
    }

    record Misspelt(long Id) {}

    record Missing(long ident) {}

    record Mistyped(int id) {}

    @Test
    void aComponentWithoutItsColumnIsRefusedAtOnceWithTheFix() {
        assertEquals(
                "no column 'Id' for component 'Id' of Misspelt, a long, but 'id' there is:"
                        + " write @Column(\"id\") long Id",
                assertThrows(NoSuchColumnException.class, () -> numbers.filterRows(Misspelt.class, row -> true))
                        .getMessage());
        assertEquals(
                "no column 'ident' for component 'ident' of Missing, a long,"
                        + " only [id int64, value double, name utf8]",
                assertThrows(NoSuchColumnException.class, () -> numbers.filterRows(Missing.class, row -> true))
                        .getMessage());
        assertEquals(
                "column 'id': component 'id' of Mistyped, an int, cannot be int64; int64 is long, or the box of it",
                assertThrows(IllegalArgumentException.class, () -> numbers.filterRows(Mistyped.class, row -> true))
                        .getMessage());
    }

    @Test
    void afterAFunctionOfBatchesTheSameIsSaidByTheRun() {
        Pipeline unknown = numbers.mapBatches(batch -> batch).filterRows(Mistyped.class, row -> true);

        assertEquals(
                "batch 0 (rows 0 to 999): column 'id': component 'id' of Mistyped, an int, cannot be int64;"
                        + " int64 is long, or the box of it",
                assertThrows(
                                MapperException.class,
                                () -> unknown.workers(Workers.inline()).count())
                        .getMessage());
    }

    record Value(double value) {}

    @Test
    void aNullThatAPrimitiveCannotBeNamesItsRow() {
        Pipeline values = numbers.filterRows(Value.class, row -> true).workers(Workers.inline());

        assertEquals(
                "batch 0 (rows 0 to 999): row 0: column 'value' is null, which component 'value' of Value, a double,"
                        + " cannot be; make it Double, which is null then, or OptionalDouble",
                assertThrows(MapperException.class, values::count).getMessage());
    }

    private static boolean isFare(long id) {
        if (id == 1_234) {
            throw new ArithmeticException("no such fare");
        }
        return true;
    }

    @Test
    void aFailureNamesTheRowOfTheDatasetAndShowsIt() {
        Pipeline failing = numbers.rowsPerBatch(128)
                .filterRows(Numbered.class, row -> isFare(row.id()))
                .workers(Workers.inline());

        MapperException failure = assertThrows(MapperException.class, failing::count);
        assertEquals(
                "batch 1 (rows 1128 to 1255): row 1234: a lambda of RowsTest for Numbered[id=1234, value=617.0]"
                        + " threw java.lang.ArithmeticException: no such fare",
                failure.getMessage());
        assertTrue(failure.getCause() instanceof ArithmeticException, String.valueOf(failure.getCause()));
    }

    @Test
    void behindAFilterAFailureNamesTheRowOfWhatIsLeft() {
        Pipeline failing = numbers.filterRows(Numbered.class, row -> row.id() % 2 == 0)
                .filterRows(Numbered.class, row -> isFare(row.id()))
                .workers(Workers.inline());

        assertEquals(
                "batch 1 (rows 1000 to 1999): row 117 of the 500 that earlier steps made of it: a lambda of RowsTest for"
                        + " Numbered[id=1234, value=617.0] threw java.lang.ArithmeticException: no such fare",
                assertThrows(MapperException.class, failing::count).getMessage());
    }

    @SuppressWarnings("NullAway") // what is tested
    @Test
    void aFunctionMustNotReturnNull() {
        assertEquals(
                "batch 0 (rows 0 to 999): row 0: a lambda of RowsTest for Id[id=0]: returned null;"
                        + " filterRows and flatMapRows leave rows out",
                assertThrows(
                                MapperException.class,
                                () -> numbers.mapRows(Id.class, Id.class, row -> null)
                                        .workers(Workers.inline())
                                        .count())
                        .getMessage());
        assertEquals(
                "batch 0 (rows 0 to 999): row 0: a lambda of RowsTest for Id[id=0]: returned null;"
                        + " return List.of() for no rows",
                assertThrows(
                                MapperException.class,
                                () -> numbers.flatMapRows(Id.class, Id.class, row -> null)
                                        .workers(Workers.inline())
                                        .count())
                        .getMessage());
    }

    @Test
    void onlyTheColumnsOfTheRecordAreRead() {
        Path parquet = folder.resolve("numbers.parquet");
        numbers.writeParquet(parquet);
        List<String> seen = new ArrayList<>();
        Pipeline ids = Pipeline.fromParquet(parquet).mapRows(Id.class, Id.class, row -> row);

        assertEquals(List.of("id"), ids.recipe().firstSelect().orElseThrow());
        ids.forEach(
                batch -> batch.schema().getFields().stream().map(Field::getName).forEach(seen::add));
        assertEquals("id", seen.get(0));
    }

    @Test
    void aFunctionKeepsWhatItCaptured() {
        long least = numbers.rows() - 10;
        List<Long> found = Numbers.ids(
                numbers.filterRows(Id.class, row -> row.id() >= least).workers(Workers.processes(1)));

        assertEquals(Numbers.range(2_490, 2_500), found);
    }
}

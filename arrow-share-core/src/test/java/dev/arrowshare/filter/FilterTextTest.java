package dev.arrowshare.filter;

import static dev.arrowshare.filter.Filter.column;
import static dev.arrowshare.filter.Filter.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTextTest {
    private static final List<Filter> FILTERS = List.of(
            column("fare").greaterThan(10).and(column("zone").in("a", "b")),
            column("a b").equalTo("it's"),
            column("and").isNull().or(column("x.y").isNotNull()),
            not(column("fare").between(1.5, 1e300)).and(column("f").notEqualTo(Double.NaN)),
            column("a").equalTo(1).or(column("b").equalTo(2)).and(column("c").equalTo(3)),
            column("a").equalTo(1).and(column("b").equalTo(2)).or(column("c").lessThan(-3)),
            column("n").startsWith("ab").and(not(column("b").startsWith(new byte[] {0, -1}))),
            column("d").greaterThanOrEqualTo(LocalDate.of(2024, 1, 31)),
            column("t").lessThan(LocalTime.of(10, 15)),
            column("ts").lessThanOrEqualTo(LocalDateTime.of(2024, 1, 31, 10, 15, 30, 1000)),
            column("tz").equalTo(Instant.parse("2024-01-31T10:15:30.000001Z")),
            column("p").greaterThan(Duration.ofMinutes(90)),
            column("x").lessThan(Double.POSITIVE_INFINITY).or(column("x").equalTo(Double.NEGATIVE_INFINITY)),
            column("b").equalTo(true).or(column("big").equalTo(new BigDecimal("12345678901234567890.5"))));

    @Test
    void whatIsPrintedCanBeReadAgain() {
        for (Filter filter : FILTERS) {
            assertEquals(filter, Filter.parse(filter.toString()), filter::toString);
        }
    }

    @Test
    void itIsPrintedAsOneWouldWriteIt() {
        assertEquals("fare > 10 and zone in ('a', 'b')", FILTERS.get(0).toString());
        assertEquals("(a = 1 or b = 2) and c = 3", FILTERS.get(4).toString());
    }

    @Test
    void textMayBeWrittenInOtherWays() {
        assertEquals(Filter.parse("a != 1 and b = 'x'"), Filter.parse("a<>1 AND\n\"b\"=='x'"));
        assertEquals(Filter.parse("not (a in (1))"), Filter.parse("a not in (1.0)"));
        assertEquals(
                Filter.parse("t > timestamp '2024-01-31T10:15'"), Filter.parse("t > timestamp '2024-01-31 10:15'"));
        assertEquals(
                Filter.parse("t > timestamp '2024-01-31T10:15Z'"),
                Filter.parse("t > timestamp '2024-01-31 11:15+01:00'"));
    }

    @Test
    void itNamesItsColumns() {
        Filter filter = Filter.parse("b = 1 or not (a is null) and c in (1) and b starts with 'x'");

        assertEquals(new LinkedHashSet<>(List.of("b", "a", "c")), filter.columns());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fare >|filter, character 7: expected a value, found the end: fare >⟨here⟩",
                "fare > and x = 1|filter, character 8: expected a value (text stands in single quotes), found 'and': fare"
                        + " > ⟨here⟩and x = 1",
                "fare > 10 zone = 'a'|filter, character 11: expected 'and', 'or' or the end, found 'zone': fare > 10"
                        + " ⟨here⟩zone = 'a'",
                "zone = 'a|filter, character 8: a quote that is not closed: zone = ⟨here⟩'a",
                "(a = 1|filter, character 7: expected ')', found the end: (a = 1⟨here⟩",
                "a ~ 1|filter, character 3: '~' is not expected: a ⟨here⟩~ 1",
                "a in ()|filter, character 7: expected a value, found ')': a in (⟨here⟩)",
            })
    void whatCannotBeReadIsMarked(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Filter.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a", "a not 1", "a is 1", "a > date 'x'", "a = x'0'", "1 = a", "not", "a > 1)"})
    void otherTextIsRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Filter.parse(text))
                .getMessage();

        assertEquals(true, message.startsWith("filter, character "), message);
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "(".repeat(100_000) + "a = 1" + ")".repeat(100_000);

        assertThrows(IllegalArgumentException.class, () -> Filter.parse(deep));
    }

    @Test
    void valuesOfNoColumnAreRefusedWhenTheyAreSet() {
        assertEquals(
                "column 'a': nothing is equal to null or compares with it; use isNull() or isNotNull()",
                assertThrows(IllegalArgumentException.class, () -> column("a").equalTo(null))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> column("a").equalTo(new Object()));
        assertThrows(IllegalArgumentException.class, () -> column("a").in());
    }
}

package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
    @ParameterizedTest
    @CsvSource({"30s, PT30S", "5m, PT5M", "1h30m, PT1H30M", "500ms, PT0.5S", "2.5s, PT2.5S", "1h2m3s4ms, PT1H2M3.004S"})
    void timesAreReadAsOneWritesThem(String text, Duration time) {
        assertEquals(time, new TimeText().convert(text));
    }
}

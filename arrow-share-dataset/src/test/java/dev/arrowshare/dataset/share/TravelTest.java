package dev.arrowshare.dataset.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.error.MapperException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class TravelTest {
    private static final Schema SCHEMA =
            new Schema(List.of(Field.nullable("fare", new ArrowType.Utf8())), Map.of("made by", "a test"));

    private static Object roundTrip(Object value) throws Exception {
        return Travel.unpack(Travel.pack(value).bytes(), TravelTest.class.getClassLoader());
    }

    record Everything(
            Path path,
            Charset charset,
            Optional<Path> some,
            Optional<String> none,
            OptionalInt number,
            OptionalLong large,
            OptionalDouble real,
            Schema schema,
            Field field,
            List<Path> paths)
            implements Serializable {}

    @Test
    void whatSerializationRefusesTravelsInsideOfARecord() throws Exception {
        Everything sent = new Everything(
                Path.of("a", "b c"),
                StandardCharsets.UTF_16BE,
                Optional.of(Path.of("/x")),
                Optional.empty(),
                OptionalInt.of(7),
                OptionalLong.empty(),
                OptionalDouble.of(0.5),
                SCHEMA,
                SCHEMA.getFields().get(0),
                List.of(Path.of("p"), Path.of("q")));

        assertEquals(sent, roundTrip(sent));
    }

    interface Named extends Serializable {
        String name();
    }

    @Test
    void aLambdaTravelsWithThePathThatItCaptures() throws Exception {
        Path path = Path.of("model.bin");
        Optional<Schema> schema = Optional.of(SCHEMA);
        Named sent = () -> path + " " + schema.orElseThrow().getFields().size();

        assertEquals("model.bin 1", ((Named) roundTrip(sent)).name());
    }

    static final class Cache {
        final Thread refresher = new Thread(() -> {});
    }

    record TipShare(String name, Thread cache) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    record Nested(Map<String, List<Object>> parts) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            return batch;
        }
    }

    private static String refusal(Object value) {
        return assertThrows(MapperException.class, () -> Travel.pack(value)).getMessage();
    }

    @Test
    void aRecordThatHoldsAThreadIsRefusedWithThePathToIt() {
        String message = refusal(new TipShare("tips", new Thread(() -> {})));

        assertTrue(message.startsWith("TravelTest$TipShare.cache → java.lang.Thread cannot travel"), message);
    }

    @Test
    void theRefusalFollowsCollectionsAndFields() {
        String message = refusal(new Nested(Map.of("caches", List.of("fine", new Cache()))));

        String path = "TravelTest$Nested.parts[caches][1] → " + Cache.class.getName();
        assertTrue(message.startsWith(path), message);
    }

    @Test
    void theRefusalOfALambdaNamesItsClassAndWhatItCaptured() {
        Thread thread = new Thread(() -> {});
        Named lambda = () -> thread.getName();

        String message = refusal(lambda);

        assertTrue(message.startsWith("lambda of TravelTest.arg$1 → java.lang.Thread cannot travel"), message);
    }

    @Test
    void aLambdaThatIsNotSerializableItselfIsNamed() {
        Runnable lambda = () -> {};

        assertTrue(refusal(lambda).startsWith("lambda of TravelTest cannot travel"), refusal(lambda));
    }

    @Test
    void aCycleEndsTheSearchForTheCulprit() {
        Object[] ring = new Object[2];
        ring[0] = ring;
        ring[1] = new Cache();

        assertTrue(refusal(ring).contains("[1] → " + Cache.class.getName()), refusal(ring));
    }

    @Test
    void theClassesOfTheObjectsAreNoted() {
        Named lambda = () -> "here";

        assertTrue(Travel.pack(lambda).classes().contains(TravelTest.class));
    }

    @Test
    void damagedBytesMakeNoObject() {
        byte[] bytes = Travel.pack(new long[1000]).bytes();
        // The array's length, which is its content's first four bytes.
        bytes[bytes.length - 8000 - 4] = 0x7f;

        assertThrows(Exception.class, () -> Travel.unpack(bytes, TravelTest.class.getClassLoader()));
    }
}

package dev.arrowshare.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that parquet-java writes, over types, codecs, page versions, encodings and nulls, equal its record reader in any batches. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WrittenFilesTest {
    private static final String[] TYPES = {
        "boolean f_bool",
        "int32 f_int32",
        "int32 f_int8 (INTEGER(8,true))",
        "int32 f_int16 (INTEGER(16,true))",
        "int32 f_uint8 (INTEGER(8,false))",
        "int32 f_uint16 (INTEGER(16,false))",
        "int32 f_uint32 (INTEGER(32,false))",
        "int64 f_int64",
        "int64 f_uint64 (INTEGER(64,false))",
        "float f_float",
        "double f_double",
        "fixed_len_byte_array(2) f_half (FLOAT16)",
        "int32 f_date (DATE)",
        "int32 f_time_ms (TIME(MILLIS,true))",
        "int64 f_time_us (TIME(MICROS,false))",
        "int64 f_time_ns (TIME(NANOS,true))",
        "int64 f_ts_ms (TIMESTAMP(MILLIS,true))",
        "int64 f_ts_us (TIMESTAMP(MICROS,false))",
        "int64 f_ts_ns (TIMESTAMP(NANOS,true))",
        "int96 f_int96",
        "int32 f_dec32 (DECIMAL(9,2))",
        "int64 f_dec64 (DECIMAL(18,4))",
        "fixed_len_byte_array(5) f_dec_fixed (DECIMAL(10,3))",
        "fixed_len_byte_array(16) f_dec128 (DECIMAL(38,5))",
        "fixed_len_byte_array(32) f_dec256 (DECIMAL(76,10))",
        "binary f_dec_binary (DECIMAL(20,1))",
        "fixed_len_byte_array(16) f_uuid (UUID)",
        "fixed_len_byte_array(12) f_interval (INTERVAL)",
        "fixed_len_byte_array(7) f_fixed",
        "binary f_binary",
        "binary f_text (STRING)",
        "binary f_enum (ENUM)",
        "binary f_json (JSON)",
        "binary f_bson (BSON)",
        "int32 f_unknown (UNKNOWN)",
    };

    @TempDir
    private Path folder;

    private record Case(
            CompressionCodecName codec, WriterVersion version, Dictionary dictionary, double nulls, int pageRows) {}

    private enum Dictionary {
        /** All values in one. */
        SMALL(40),
        /** Small enough that version 2 keeps it, rather than turn to DELTA encodings, which are refused. */
        TINY(3),
        /** Begins with one and falls back to plain pages. */
        FALLS_BACK(0),
        NONE(0);

        private final int distinct;

        Dictionary(int distinct) {
            this.distinct = distinct;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyTypeInEveryForm() {
        List<Case> cases = new ArrayList<>();
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP,
                CompressionCodecName.ZSTD,
                CompressionCodecName.LZ4_RAW)) {
            cases.add(new Case(codec, WriterVersion.PARQUET_1_0, Dictionary.SMALL, 0.2, 20_000));
            cases.add(new Case(codec, WriterVersion.PARQUET_1_0, Dictionary.NONE, 0.0, 150));
            cases.add(new Case(codec, WriterVersion.PARQUET_2_0, Dictionary.TINY, 0.5, 137));
        }
        for (Dictionary dictionary : Dictionary.values()) {
            for (double nulls : new double[] {0, 0.01, 0.9, 1}) {
                cases.add(new Case(CompressionCodecName.SNAPPY, WriterVersion.PARQUET_1_0, dictionary, nulls, 200));
            }
        }
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(each)));
    }

    private void check(Case given) throws IOException {
        long seed = given.hashCode();
        Path file = Files.createTempFile(folder, "seed" + seed + "-", ".parquet");
        OracleWriter writer = new OracleWriter(
                schema(),
                properties(given),
                given.codec(),
                700,
                new Random(seed),
                given.nulls(),
                given.dictionary().distinct);
        writer.write(file, 1600, Map.of());
        List<Group> expected = GroupOracle.records(file);
        int smallest = given.version() == WriterVersion.PARQUET_2_0 ? 1 : 7;
        for (int rowsPerBatch : new int[] {smallest, 64, 1000, 5000}) {
            int threads = rowsPerBatch % 3 + 1;
            ParquetReadOptions options =
                    ParquetReadOptions.read().rowsPerBatch(rowsPerBatch).threads(threads);
            GroupOracle.assertEqual(file, expected, options);
        }
        GroupOracle.assertEqual(
                file,
                expected,
                ParquetReadOptions.read().columns("q_text", "r_int64").threads(16));
    }

    private static ParquetProperties properties(Case given) {
        return ParquetProperties.builder()
                .withWriterVersion(given.version())
                .withDictionaryEncoding(given.dictionary() != Dictionary.NONE)
                .withDictionaryPageSize(given.dictionary() == Dictionary.FALLS_BACK ? 2000 : 1 << 20)
                .withPageRowCountLimit(given.pageRows())
                .withPageSize(1 << 20)
                .build();
    }

    /** Each type as a required and as an optional column. */
    static MessageType schema() {
        StringBuilder text = new StringBuilder("message m {");
        for (String type : TYPES) {
            text.append("required ").append(type.replace("f_", "r_")).append(";");
            text.append("optional ").append(type.replace("f_", "q_")).append(";");
        }
        return MessageTypeParser.parseMessageType(text.append("}").toString());
    }
}

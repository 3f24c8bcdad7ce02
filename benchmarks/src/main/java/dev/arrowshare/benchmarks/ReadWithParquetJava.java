package dev.arrowshare.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * A peer on the JVM: {@code ReadWithParquetJava FILE}, parquet-java's reader of records, which has one thread. Nothing is made of the
 * records, which is less than Arrow vectors.
 *
 * <p>Timed: from opening the file to its last record.
 */
final class ReadWithParquetJava implements Contestant {
    private static final ParquetReadOptions OPTIONS = ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new SnappyOnly())
            .build();

    private final Path file;
    private long read;

    private ReadWithParquetJava(Path file) {
        this.file = file;
    }

    @Override
    public long nanos() throws Exception {
        long begin = System.nanoTime();
        forEach(group -> read += group.getFieldRepetitionCount(0));
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() throws Exception {
        Checksums checksums = new Checksums();
        forEach(checksums::add);
        return checksums.toString();
    }

    private void forEach(Consumer<Group> record) throws IOException {
        try (ParquetFileReader reader = new ParquetFileReader(new LocalInputFile(file), OPTIONS)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    record.accept(records.read());
                }
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        new ReadWithParquetJava(Path.of(arguments[0])).serve();
    }
}

package dev.arrowshare.parquet;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;

/** The footer of a file of ours. */
final class FileFooter {
    /** What readers parse to decide whether to trust statistics: application, {@code version}, version. */
    static final String CREATED_BY = "arrow-share version 0.1.0";

    private static final int FORMAT_VERSION = 2;

    private FileFooter() {}

    static FileMetaData of(FileSchema schema, ParquetWriteOptions options, long rows, List<RowGroup> rowGroups) {
        return new FileMetaData(FORMAT_VERSION, schema.elements(), rows, rowGroups)
                .setKey_value_metadata(schema.metadata(options.metadata()))
                .setCreated_by(CREATED_BY)
                .setColumn_orders(
                        Collections.nCopies(schema.leaves().size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
    }

    /** A footer with the schema, in both forms, of another one, whose writer has seen the dictionaries. */
    static FileMetaData withSchemaOf(FileMetaData other, FileMetaData footer) {
        String arrowSchema = other.getKey_value_metadata().stream()
                .filter(entry -> entry.getKey().equals(FileSchema.ARROW_SCHEMA))
                .map(KeyValue::getValue)
                .findFirst()
                .orElseThrow();
        footer.getKey_value_metadata().stream()
                .filter(entry -> entry.getKey().equals(FileSchema.ARROW_SCHEMA))
                .forEach(entry -> entry.setValue(arrowSchema));
        return footer.setSchema(other.getSchema());
    }

    /** Four bytes, little-endian, as at the end of a Parquet file. */
    static void writeLength(ByteArrayOutputStream to, int length) {
        for (int i = 0; i < 4; i++) {
            to.write(length >>> (8 * i));
        }
    }
}

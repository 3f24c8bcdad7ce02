package dev.arrowshare.exchange;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.schema.ExtensionTypes;
import dev.arrowshare.schema.Schemas;
import java.nio.Buffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.CDataDictionaryProvider;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A batch out to native code and in from it, without a copy, through the C Data Interface that every Arrow implementation has
 * (arrow.apache.org/docs/format/CDataInterface.html): pyarrow, DuckDB, Polars, arrow-rs.
 *
 * <pre>{@code
 * CData.exportBatch(batch, arrayAddress, schemaAddress);             // two structs of the consumer's
 * try (Batch result = CData.importBatch(array, schema, allocator)) { … }
 * }</pre>
 *
 * <p>Arrow itself needs {@code --add-opens=java.base/java.nio=ALL-UNNAMED} for this, and nothing else of this library does.
 *
 * <p><b>Threads:</b> safe, for different structs; the consumer may release on any thread.
 *
 * <p><b>Ownership:</b> an exported batch stays its owner's and may be closed at once: the structs hold its buffers until the
 * consumer calls their release callbacks, also after the end of the mapper's call that exported it. Importing moves the content of
 * the structs into the batch, which calls their release callbacks when it is closed.
 *
 * <p><b>Errors:</b> {@link ArrowShareException} with the flag, when it is missing; {@link UnsupportedFeatureException} for an
 * array that Arrow's Java vectors cannot hold; {@link dev.arrowshare.error.CorruptFileException} from the export of columns from
 * another program's file, whose contents are checked before native code sees them, once.
 */
public final class CData {
    private static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

    private CData() {}

    /** Fills two empty structs at these addresses: the columns as one struct array, and its type. */
    public static void exportBatch(Batch batch, long arrayAddress, long schemaAddress) {
        requireOpened();
        exportBatch(batch, ArrowArray.wrap(arrayAddress), ArrowSchema.wrap(schemaAddress));
    }

    /** Fills two empty structs: the columns as one struct array, and its type. */
    public static void exportBatch(Batch batch, ArrowArray array, ArrowSchema schema) {
        requireOpened();
        batch.requireCheckedContents();
        if (batch.allocator() instanceof AllocationScope scope) {
            // Neither the rows nor what Arrow's callbacks read may end with the scope.
            try (Batch kept = batch.keptFrom(scope)) {
                export(kept, array, schema);
            }
        } else {
            export(batch, array, schema);
        }
    }

    private static void export(Batch batch, ArrowArray array, ArrowSchema schema) {
        BufferAllocator allocator = batch.allocator();
        DictionaryProvider dictionaries = batch.dictionaries();
        Data.exportSchema(allocator, batch.schema(), dictionaries, schema);
        try (StructVector struct = batch.asStruct()) {
            Data.exportVector(allocator, struct, dictionaries, array);
        } catch (RuntimeException | Error e) {
            schema.release();
            throw e;
        }
    }

    /** A batch of the struct array at this address; afterwards the two structs are marked as released. */
    public static Batch importBatch(long arrayAddress, long schemaAddress, BufferAllocator allocator) {
        requireOpened();
        return importBatch(ArrowArray.wrap(arrayAddress), ArrowSchema.wrap(schemaAddress), allocator);
    }

    /** A batch of this struct array; afterwards the two structs are marked as released, and the caller still closes them. */
    public static Batch importBatch(ArrowArray array, ArrowSchema arrowSchema, BufferAllocator allocator) {
        requireOpened();
        if (allocator instanceof AllocationScope scope) {
            return importLent(array, arrowSchema, scope);
        }
        ExtensionTypes.ensureRegistered();
        try (CDataDictionaryProvider dictionaries = new CDataDictionaryProvider()) {
            Schema schema = Data.importSchema(allocator, arrowSchema, dictionaries, false);
            ImportedOffsets offsets = ImportedOffsets.moveOut(array, schema);
            try (StructVector struct = EmptyVectors.struct(schema.getFields(), allocator)) {
                Data.importIntoVector(allocator, array, struct, dictionaries, false);
                requireNoNullRows(struct, offsets, schema);
                return Batch.ofStruct(
                        struct,
                        schema,
                        offsets.rows(),
                        offsets.of(struct, dictionaries),
                        vectors(dictionaries),
                        allocator);
            }
        }
    }

    /** Arrow keeps the struct whose callback it calls at the end where it imports to: that must outlive what the scope's owner keeps. */
    private static Batch importLent(ArrowArray array, ArrowSchema schema, AllocationScope scope) {
        try (Batch imported = importBatch(array, schema, scope.getParentAllocator())) {
            return imported.lentTo(scope);
        }
    }

    private static void requireNoNullRows(StructVector struct, ImportedOffsets offsets, Schema schema) {
        long before = offsets.firstRow();
        int nulls = nullsOf(struct, before + offsets.rows()) - nullsOf(struct, before);
        if (nulls > 0) {
            throw new UnsupportedFeatureException("the imported array has " + nulls
                    + " rows that are null as a whole, a batch has none; its columns are " + Schemas.describe(schema));
        }
    }

    private static int nullsOf(StructVector struct, long firstRows) {
        return BitVectorHelper.getNullCount(struct.getValidityBuffer(), Math.toIntExact(firstRows));
    }

    private static Map<Long, FieldVector> vectors(DictionaryProvider dictionaries) {
        Map<Long, FieldVector> vectors = new TreeMap<>();
        for (long id : dictionaries.getDictionaryIds()) {
            vectors.put(id, dictionaries.lookup(id).getVector());
        }
        return vectors;
    }

    /** Arrow reads the structs through {@code DirectByteBuffer}'s constructor, and its own message names no module. */
    private static void requireOpened() {
        if (!Buffer.class.getModule().isOpen("java.nio", ArrowArray.class.getModule())) {
            throw new ArrowShareException(
                    "the C Data Interface needs java.nio opened to Arrow in this JVM; start it with " + FLAG);
        }
    }
}

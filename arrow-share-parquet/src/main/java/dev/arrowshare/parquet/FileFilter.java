package dev.arrowshare.parquet;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.files.Partitioning;
import dev.arrowshare.parquet.files.SchemaUnion;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A filter of several files: bound to the columns that they have together, and then to those of each. Columns that their folders make
 * are decided once a file, and so are those that a file does not have, which are null.
 */
final class FileFilter {
    private final BoundFilter all;
    private final Partitioning partitioning;

    private FileFilter(BoundFilter all, Partitioning partitioning) {
        this.all = all;
        this.partitioning = partitioning;
    }

    static FileFilter of(
            Filter filter, List<ParquetSource> sources, Partitioning partitioning, ParquetReadOptions options) {
        Set<String> names = filter.columns();
        SchemaUnion union = new SchemaUnion();
        Schema first = looked(sources.get(0), names);
        for (ParquetSource source : sources) {
            Schema schema = looked(source, names);
            if (!options.unionsSchemas() && !schema.getFields().equals(first.getFields())) {
                throw new SchemaMismatchException("the files of one dataset differ in what the filter looks at: "
                        + sources.get(0).path() + " (left), " + source.path()
                        + " (right); unionSchemas joins them by name\n" + Schemas.sideBySide(first, schema));
            }
            union.add(source.path(), schema);
        }
        List<Field> fields = new ArrayList<>(union.fields());
        fields.addAll(partitioning.fields());
        return new FileFilter(bound(filter, fields, sources.get(0)), partitioning);
    }

    /** Of a name that is nowhere, the message lists what there is. */
    private static BoundFilter bound(Filter filter, List<Field> fields, ParquetSource first) {
        for (String name : filter.columns()) {
            if (fields.stream().noneMatch(field -> isOf(field, name))) {
                List<Field> all = new ArrayList<>(first.allFields());
                fields.stream().filter(field -> !all.contains(field)).forEach(all::add);
                throw new NoSuchColumnException(
                        first.path() + ": no column '" + name + "'; columns are " + Schemas.describe(all));
            }
        }
        return BoundFilter.of(filter, fields);
    }

    private static boolean isOf(Field field, String name) {
        return name.equals(field.getName()) || name.startsWith(field.getName() + ".");
    }

    /** Those columns of a file that the names are about. */
    private static Schema looked(ParquetSource source, Set<String> names) {
        return new Schema(source.allFields().stream()
                .filter(field -> names.stream().anyMatch(name -> isOf(field, name)))
                .toList());
    }

    /** The filter for the columns of one file. */
    BoundFilter of(ParquetSource source) {
        return all.to(source.allFields(), test -> isTrue(test, source.path()));
    }

    private boolean isTrue(ColumnTest test, Path file) {
        Optional<Object> value = partitioning.value(test.field().getName(), file);
        return switch (test.kind()) {
            case NULL -> value.isEmpty();
            case NOT_NULL -> value.isPresent();
            case VALUE -> value.isPresent() && test.matches(value.get());
        };
    }

    /** The files that their folders alone do not rule out. */
    static List<Path> candidates(Filter filter, List<Path> files, Partitioning partitioning) {
        Optional<Filter> folders = filter.about(Set.copyOf(partitioning.names()));
        if (folders.isEmpty()) {
            return files;
        }
        FileFilter known = new FileFilter(BoundFilter.of(folders.get(), partitioning.fields()), partitioning);
        return files.stream()
                .filter(file -> known.all
                        .to(List.of(), test -> known.isTrue(test, file))
                        .isAlways())
                .toList();
    }
}

package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.schema.SchemaFields;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** What Java serialisation refuses, as something that it takes. */
final class Forms {
    private Forms() {}

    /** A value on its way. */
    interface Form extends Serializable {
        Object restore() throws IOException;
    }

    /** The value itself, or its form when it has one. */
    static Object replace(Object value) throws NotSerializableException {
        if (value instanceof Path path) {
            return PathForm.of(path);
        }
        if (value instanceof Charset charset) {
            return new CharsetForm(charset.name());
        }
        if (value instanceof Optional<?> optional) {
            return new OptionalForm(optional.orElse(null));
        }
        if (value instanceof OptionalInt optional) {
            return new OptionalIntForm(optional.isPresent(), optional.orElse(0));
        }
        if (value instanceof OptionalLong optional) {
            return new OptionalLongForm(optional.isPresent(), optional.orElse(0));
        }
        if (value instanceof OptionalDouble optional) {
            return new OptionalDoubleForm(optional.isPresent(), optional.orElse(0));
        }
        if (value instanceof SchemaFields fields) {
            return new SchemaFieldsForm(fields);
        }
        if (value instanceof Schema schema) {
            return new SchemaForm(schema);
        }
        if (value instanceof Field field) {
            return new FieldForm(field);
        }
        if (value instanceof SharedDataset dataset) {
            return new DatasetForm(dataset.ticket());
        }
        return value instanceof Batch batch ? BatchForm.of(batch) : value;
    }

    /** A worker opens the file that the ticket names, and shares its pages. */
    private record DatasetForm(DatasetTicket ticket) implements Form {
        @Override
        public Object restore() {
            return SharedDataset.open(ticket);
        }
    }

    private record PathForm(String path, boolean isUri) implements Form {
        static PathForm of(Path path) {
            boolean usual = path.getFileSystem().equals(FileSystems.getDefault());
            return usual
                    ? new PathForm(path.toString(), false)
                    : new PathForm(path.toUri().toString(), true);
        }

        @Override
        public Object restore() {
            return isUri ? Path.of(URI.create(path)) : Path.of(path);
        }
    }

    private record CharsetForm(String name) implements Form {
        @Override
        public Object restore() {
            return Charset.forName(name);
        }
    }

    private record OptionalForm(@Nullable Object value) implements Form {
        @Override
        public Object restore() {
            return Optional.ofNullable(value);
        }
    }

    private record OptionalIntForm(boolean present, int value) implements Form {
        @Override
        public Object restore() {
            return present ? OptionalInt.of(value) : OptionalInt.empty();
        }
    }

    private record OptionalLongForm(boolean present, long value) implements Form {
        @Override
        public Object restore() {
            return present ? OptionalLong.of(value) : OptionalLong.empty();
        }
    }

    private record OptionalDoubleForm(boolean present, double value) implements Form {
        @Override
        public Object restore() {
            return present ? OptionalDouble.of(value) : OptionalDouble.empty();
        }
    }

    /** A schema as the Arrow format has it. */
    private static class SchemaFieldsForm implements Form {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        SchemaFieldsForm(SchemaFields fields) {
            this.bytes = fields.bytes();
        }

        @Override
        public Object restore() {
            return fields();
        }

        final SchemaFields fields() {
            return SchemaFields.read(ByteBuffer.wrap(bytes));
        }
    }

    private static final class SchemaForm extends SchemaFieldsForm {
        private static final long serialVersionUID = 1L;

        SchemaForm(Schema schema) {
            super(SchemaFields.of(schema));
        }

        @Override
        public Object restore() {
            return fields().schema();
        }
    }

    /** The only field of a schema. */
    private static final class FieldForm extends SchemaFieldsForm {
        private static final long serialVersionUID = 1L;

        FieldForm(Field field) {
            super(SchemaFields.of(List.of(field), Map.of()));
        }

        @Override
        public Object restore() {
            return fields().fields().get(0);
        }
    }
}

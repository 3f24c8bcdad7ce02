package dev.arrowshare.ipc.layout;

import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Feature;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a schema that Arrow's Java classes cannot hold, or would choke on: a corrupt flatbuffer may loop, or name the same
 * child a billion times.
 */
final class SchemaCheck {
    private static final int MAX_DEPTH = 64;

    private final boolean isV4;
    /** A field takes more bytes than this, and so does a key with its value. */
    private final int mostFields;

    private int fields;
    private long textBytes;

    private SchemaCheck(boolean isV4, int bytes) {
        this.isV4 = isV4;
        this.mostFields = bytes / 8;
    }

    static void require(Schema schema, boolean isV4) {
        if (schema.endianness() != Endianness.Little) {
            throw Refused.unsupported(
                    schema.endianness() == Endianness.Big
                            ? "big-endian data; only little-endian is supported"
                            : "unknown byte order " + schema.endianness());
        }
        for (int i = 0; i < schema.featuresLength(); i++) {
            feature(schema.features(i));
        }
        SchemaCheck check = new SchemaCheck(isV4, schema.getByteBuffer().limit());
        for (int i = 0; i < schema.customMetadataLength(); i++) {
            check.text(schema.customMetadata(i));
        }
        for (int i = 0; i < schema.fieldsLength(); i++) {
            check.field(schema.fields(i), 0);
        }
    }

    private static void feature(long feature) {
        if (feature < Feature.UNUSED || feature > Feature.COMPRESSED_BODY) {
            throw Refused.unsupported("feature " + feature + " of the format, which is newer than this library");
        }
    }

    private void field(@Nullable Field field, int depth) {
        if (field == null || depth > MAX_DEPTH || ++fields > mostFields) {
            throw Refused.corrupt("the schema nests deeper than " + MAX_DEPTH + " levels, or has more fields than fit");
        }
        type(field);
        if (field.dictionary() != null && field.dictionary().indexType() != null) {
            integer(field.dictionary().indexType());
        }
        for (int i = 0; i < field.customMetadataLength(); i++) {
            text(field.customMetadata(i));
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            field(field.children(i), depth + 1);
        }
    }

    private void text(@Nullable KeyValue pair) {
        if (pair == null) {
            throw Refused.corrupt("the schema's metadata has an entry without key and value");
        }
        textBytes += 8;
        textBytes += pair.keyAsByteBuffer() == null ? 0 : pair.keyAsByteBuffer().remaining();
        textBytes +=
                pair.valueAsByteBuffer() == null ? 0 : pair.valueAsByteBuffer().remaining();
        if (textBytes > 8L * mostFields) {
            throw Refused.corrupt("the schema's metadata is longer than the schema");
        }
    }

    private void type(Field field) {
        switch (field.typeType()) {
            case Type.Int -> integer(typed(field, new Int()));
            case Type.Decimal -> decimal(field, typed(field, new Decimal()));
            case Type.Time -> time(typed(field, new Time()));
            case Type.FixedSizeBinary ->
                positive(typed(field, new FixedSizeBinary()).byteWidth(), "fixed_size_binary");
            case Type.FixedSizeList -> fixedList(field, typed(field, new FixedSizeList()));
            case Type.List, Type.LargeList, Type.ListView, Type.LargeListView -> children(field, 1);
            case Type.Map -> map(field);
            case Type.RunEndEncoded -> runEnds(field);
            case Type.Union -> union(field, typed(field, new Union()));
            case Type.Struct_ -> {}
            default -> leaf(field);
        }
    }

    private static <T extends com.google.flatbuffers.Table> T typed(Field field, T type) {
        if (field.type(type) == null) {
            throw Refused.corrupt("column '" + field.name() + "' has a type without its parameters");
        }
        return type;
    }

    private static void leaf(Field field) {
        byte type = field.typeType();
        if (type <= 0 || type >= Type.names.length) {
            throw Refused.unsupported("column '" + field.name() + "' has the unknown type " + type);
        }
        typed(field, new Int());
        children(field, 0);
    }

    private static void integer(Int type) {
        int width = type.bitWidth();
        if (width != Byte.SIZE && width != Short.SIZE && width != Integer.SIZE && width != Long.SIZE) {
            throw Refused.corrupt("an integer of " + width + " bits; allowed are 8, 16, 32 and 64");
        }
    }

    private static void decimal(Field field, Decimal type) {
        int width = type.bitWidth();
        if (width == Integer.SIZE || width == Long.SIZE) {
            throw Refused.unsupported("column '" + field.name() + "' is a decimal" + width
                    + ", which Arrow's Java vectors cannot hold; decimal128 and decimal256 are supported");
        }
        if (width != 2 * Long.SIZE && width != 4 * Long.SIZE) {
            throw Refused.corrupt("a decimal of " + width + " bits; allowed are 128 and 256");
        }
    }

    private static void time(Time type) {
        boolean coarse = type.unit() == TimeUnit.SECOND || type.unit() == TimeUnit.MILLISECOND;
        if (type.bitWidth() != (coarse ? Integer.SIZE : Long.SIZE)) {
            throw Refused.corrupt("a time of unit " + type.unit() + " with " + type.bitWidth() + " bits");
        }
    }

    private static void positive(int width, String what) {
        if (width <= 0 || width > Integer.MAX_VALUE / Byte.SIZE) {
            throw Refused.corrupt("a " + what + " of " + width + " bytes");
        }
    }

    private static void fixedList(Field field, FixedSizeList type) {
        if (type.listSize() < 0) {
            throw Refused.corrupt("a fixed_size_list of size " + type.listSize());
        }
        children(field, 1);
    }

    private static void map(Field field) {
        children(field, 1);
        if (field.children(0).typeType() != Type.Struct_ || field.children(0).childrenLength() != 2) {
            throw Refused.corrupt("map column '" + field.name() + "' has no struct of key and value");
        }
    }

    private static void runEnds(Field field) {
        children(field, 2);
        Field ends = field.children(0);
        if (ends.typeType() != Type.Int || typed(ends, new Int()).bitWidth() == Byte.SIZE) {
            throw Refused.corrupt("run ends of column '" + field.name() + "' are no integers of 16, 32 or 64 bits");
        }
    }

    private void union(Field field, Union type) {
        if (isV4) {
            throw Refused.unsupported("column '" + field.name()
                    + "' is a union in metadata version V4, which lays unions out differently");
        }
        int ids = type.typeIdsLength();
        if (field.childrenLength() > 128 || (ids != 0 && ids != field.childrenLength())) {
            throw Refused.corrupt("union column '" + field.name() + "' has " + field.childrenLength() + " children and "
                    + ids + " type ids");
        }
        for (int i = 0; i < ids; i++) {
            if (type.typeIds(i) < 0 || type.typeIds(i) > Byte.MAX_VALUE) {
                throw Refused.corrupt("union column '" + field.name() + "' has type id " + type.typeIds(i));
            }
        }
    }

    private static void children(Field field, int expected) {
        if (field.childrenLength() != expected) {
            throw Refused.corrupt("column '" + field.name() + "' of type " + Type.name(field.typeType()) + " has "
                    + field.childrenLength() + " children instead of " + expected);
        }
    }
}

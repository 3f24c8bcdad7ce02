package dev.arrowshare.testing;

import dev.arrowshare.batch.EmptyVectors;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Vectors of random values, written buffer by buffer as the format describes them, so that they also hold what arrow-java's own
 * setters never make: values under nulls, garbage behind the last bit, views in several data buffers, list views that overlap.
 */
final class RandomVectors {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;
    private static final int DATA_BUFFER_BYTES = 500;

    private final BufferAllocator allocator;
    private final Random random;
    private final Nulls nulls;
    private final RandomValues values;
    private final Map<Long, FieldVector> dictionaries;

    RandomVectors(BufferAllocator allocator, Random random, Nulls nulls) {
        this(allocator, random, nulls, RandomValues.of(random), new TreeMap<>());
    }

    private RandomVectors(
            BufferAllocator allocator,
            Random random,
            Nulls nulls,
            RandomValues values,
            Map<Long, FieldVector> dictionaries) {
        this.allocator = allocator;
        this.random = random;
        this.nulls = nulls;
        this.values = values;
        this.dictionaries = dictionaries;
    }

    /** The dictionaries of the vectors made so far, by id. */
    Map<Long, FieldVector> dictionaries() {
        return dictionaries;
    }

    /** The field as Arrow-java holds it: a dictionary-encoded one has the type of its indices. */
    static Field inMemory(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        boolean isEncoded = encoding != null;
        ArrowType type = isEncoded ? encoding.getIndexType() : field.getType();
        List<Field> children = isEncoded
                ? List.of()
                : field.getChildren().stream().map(RandomVectors::inMemory).toList();
        return new Field(
                field.getName(), new FieldType(field.isNullable(), type, encoding, field.getMetadata()), children);
    }

    FieldVector vector(Field field, int rows) {
        FieldVector vector = EmptyVectors.of(inMemory(field), allocator);
        fill(vector, field, rows);
        return vector;
    }

    private void fill(FieldVector vector, Field field, int rows) {
        if (field.getDictionary() != null) {
            fillIndices(vector, field, field.getDictionary(), rows);
        } else if (field.getType() instanceof ArrowType.ExtensionType extension) {
            FieldType storage = new FieldType(field.isNullable(), extension.storageType(), null);
            FieldVector underlying = (FieldVector) ((ExtensionTypeVector<?>) vector).getUnderlyingVector();
            fill(underlying, new Field(field.getName(), storage, field.getChildren()), rows);
        } else {
            fillValues(vector, field, rows);
        }
    }

    private void fillIndices(FieldVector vector, Field field, DictionaryEncoding encoding, int rows) {
        FieldVector dictionary = dictionaries.get(encoding.getId());
        if (dictionary == null) {
            Field valueField =
                    new Field("DICT" + encoding.getId(), FieldType.nullable(field.getType()), field.getChildren());
            dictionary = new RandomVectors(allocator, random, Nulls.NONE, RandomValues.distinct(random), dictionaries)
                    .vector(valueField, 1 + random.nextInt(20));
            dictionaries.put(encoding.getId(), dictionary);
        }
        int size = dictionary.getValueCount();
        int bytes = encoding.getIndexType().getBitWidth() / 8;
        fixed(vector, field, rows, bytes, (buffer, at) -> put(buffer, at, bytes, random.nextInt(size)));
    }

    private void fillValues(FieldVector vector, Field field, int rows) {
        ArrowType type = field.getType();
        switch (Types.getMinorTypeForArrowType(type)) {
            case NULL -> load(vector, rows);
            case BIT -> bits(vector, field, rows);
            case TINYINT, UINT1 -> integers(vector, field, rows, 1);
            case SMALLINT, UINT2 -> integers(vector, field, rows, 2);
            case INT, UINT4 -> integers(vector, field, rows, 4);
            case BIGINT, UINT8 -> integers(vector, field, rows, 8);
            case FLOAT2 -> fixed(vector, field, rows, 2, (buffer, at) -> buffer.setShort(at, values.half()));
            case FLOAT4 -> fixed(vector, field, rows, 4, (buffer, at) -> buffer.setFloat(at, (float) values.real()));
            case FLOAT8 -> fixed(vector, field, rows, 8, (buffer, at) -> buffer.setDouble(at, values.real()));
            case DECIMAL, DECIMAL256 -> decimals(vector, field, rows, (ArrowType.Decimal) type);
            case DATEDAY -> fixed(vector, field, rows, 4, (buffer, at) -> buffer.setInt(at, values.day()));
            case DATEMILLI ->
                fixed(vector, field, rows, 8, (buffer, at) -> buffer.setLong(at, values.day() * 86_400_000L));
            case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> times(vector, field, rows, (ArrowType.Time) type);
            case TIMESTAMPSEC,
                    TIMESTAMPMILLI,
                    TIMESTAMPMICRO,
                    TIMESTAMPNANO,
                    TIMESTAMPSECTZ,
                    TIMESTAMPMILLITZ,
                    TIMESTAMPMICROTZ,
                    TIMESTAMPNANOTZ -> timestamps(vector, field, rows, (ArrowType.Timestamp) type);
            case DURATION -> fixed(vector, field, rows, 8, (buffer, at) -> buffer.setLong(at, values.duration()));
            case INTERVALYEAR -> fixed(vector, field, rows, 4, (buffer, at) -> buffer.setInt(at, values.small()));
            case INTERVALDAY -> fixed(vector, field, rows, 8, this::putDayTime);
            case INTERVALMONTHDAYNANO -> fixed(vector, field, rows, 16, this::putMonthDayNano);
            case VARCHAR, VARBINARY -> variable(vector, field, rows, 4);
            case LARGEVARCHAR, LARGEVARBINARY -> variable(vector, field, rows, 8);
            case VIEWVARCHAR, VIEWVARBINARY -> views(vector, field, rows);
            case FIXEDSIZEBINARY -> fixedBytes(vector, field, rows, ((ArrowType.FixedSizeBinary) type).getByteWidth());
            case LIST, MAP -> lists(vector, field, rows, 4);
            case LARGELIST -> lists(vector, field, rows, 8);
            case LISTVIEW -> listViews(vector, field, rows, 4);
            case LARGELISTVIEW -> listViews(vector, field, rows, 8);
            case FIXED_SIZE_LIST -> fixedSizeLists(vector, field, rows, ((ArrowType.FixedSizeList) type).getListSize());
            case STRUCT -> structs(vector, field, rows);
            case UNION -> sparseUnions(vector, field, rows, (ArrowType.Union) type);
            case DENSEUNION -> denseUnions(vector, field, rows, (ArrowType.Union) type);
            case RUNENDENCODED -> runs(vector, field, rows);
            default -> throw new UnsupportedOperationException("no generator for " + type + "; write one here");
        }
    }

    private interface Cell {
        void put(ArrowBuf buffer, long at);
    }

    private void fixed(FieldVector vector, Field field, int rows, int bytes, Cell cell) {
        ArrowBuf data = buffer((long) rows * bytes);
        for (int i = 0; i < rows; i++) {
            cell.put(data, (long) i * bytes);
        }
        load(vector, rows, validity(field, rows), data);
    }

    private void bits(FieldVector vector, Field field, int rows) {
        ArrowBuf data = buffer((rows + 7) / 8);
        data.setBytes(0, values.bytes((rows + 7) / 8));
        load(vector, rows, validity(field, rows), data);
    }

    private void integers(FieldVector vector, Field field, int rows, int bytes) {
        fixed(vector, field, rows, bytes, (buffer, at) -> put(buffer, at, bytes, values.integer(8 * bytes)));
    }

    private static void put(ArrowBuf buffer, long at, int bytes, long value) {
        switch (bytes) {
            case 1 -> buffer.setByte(at, (byte) value);
            case 2 -> buffer.setShort(at, (short) value);
            case 4 -> buffer.setInt(at, (int) value);
            default -> buffer.setLong(at, value);
        }
    }

    private void decimals(FieldVector vector, Field field, int rows, ArrowType.Decimal type) {
        int bytes = type.getBitWidth() / 8;
        fixed(
                vector,
                field,
                rows,
                bytes,
                (buffer, at) -> buffer.setBytes(at, values.decimal(type.getPrecision(), bytes)));
    }

    private void times(FieldVector vector, Field field, int rows, ArrowType.Time type) {
        int bytes = type.getBitWidth() / 8;
        long unit = perSecond(type.getUnit());
        fixed(vector, field, rows, bytes, (buffer, at) -> put(buffer, at, bytes, values.time(unit)));
    }

    private void timestamps(FieldVector vector, Field field, int rows, ArrowType.Timestamp type) {
        long unit = perSecond(type.getUnit());
        fixed(vector, field, rows, 8, (buffer, at) -> buffer.setLong(at, values.timestamp(unit)));
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }

    private void putDayTime(ArrowBuf buffer, long at) {
        buffer.setInt(at, values.small());
        buffer.setInt(at + 4, values.small());
    }

    private void putMonthDayNano(ArrowBuf buffer, long at) {
        buffer.setInt(at, values.small());
        buffer.setInt(at + 4, values.small());
        buffer.setLong(at + 8, values.duration());
    }

    private void fixedBytes(FieldVector vector, Field field, int rows, int bytes) {
        fixed(vector, field, rows, bytes, (buffer, at) -> buffer.setBytes(at, values.bytes(bytes)));
    }

    private static boolean isText(Field field) {
        ArrowType type = field.getType();
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }

    private byte[] bytesOf(Field field) {
        return isText(field) ? values.text() : values.bytes();
    }

    private void variable(FieldVector vector, Field field, int rows, int offsetBytes) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ArrowBuf offsets = buffer((rows + 1L) * offsetBytes);
        put(offsets, 0, offsetBytes, 0);
        for (int i = 0; i < rows; i++) {
            data.writeBytes(bytesOf(field));
            put(offsets, (i + 1L) * offsetBytes, offsetBytes, data.size());
        }
        load(vector, rows, validity(field, rows), offsets, buffer(data.toByteArray()));
    }

    private void views(FieldVector vector, Field field, int rows) {
        List<ByteArrayOutputStream> data = new ArrayList<>();
        ArrowBuf views = buffer((long) rows * VIEW_BYTES);
        for (int i = 0; i < rows; i++) {
            putView(views, (long) i * VIEW_BYTES, bytesOf(field), data);
        }
        List<ArrowBuf> buffers = new ArrayList<>(List.of(validity(field, rows), views));
        data.forEach(bytes -> buffers.add(buffer(bytes.toByteArray())));
        load(vector, rows, buffers.toArray(ArrowBuf[]::new));
    }

    private static void putView(ArrowBuf views, long at, byte[] bytes, List<ByteArrayOutputStream> data) {
        views.setZero(at, VIEW_BYTES);
        views.setInt(at, bytes.length);
        if (bytes.length <= INLINE_BYTES) {
            views.setBytes(at + 4, bytes);
            return;
        }
        if (data.isEmpty() || data.get(data.size() - 1).size() > DATA_BUFFER_BYTES) {
            data.add(new ByteArrayOutputStream());
        }
        ByteArrayOutputStream last = data.get(data.size() - 1);
        views.setBytes(at + 4, bytes, 0, 4);
        views.setInt(at + 8, data.size() - 1);
        views.setInt(at + 12, last.size());
        last.writeBytes(bytes);
    }

    private void lists(FieldVector vector, Field field, int rows, int offsetBytes) {
        ArrowBuf offsets = buffer((rows + 1L) * offsetBytes);
        put(offsets, 0, offsetBytes, 0);
        int end = 0;
        for (int i = 0; i < rows; i++) {
            end += random.nextInt(5);
            put(offsets, (i + 1L) * offsetBytes, offsetBytes, end);
        }
        load(vector, rows, validity(field, rows), offsets);
        fillChildren(vector, field, end);
    }

    private void listViews(FieldVector vector, Field field, int rows, int bytes) {
        int items = 2 * rows;
        ArrowBuf offsets = buffer((long) rows * bytes);
        ArrowBuf sizes = buffer((long) rows * bytes);
        for (int i = 0; i < rows; i++) {
            int offset = random.nextInt(items);
            put(offsets, (long) i * bytes, bytes, offset);
            put(sizes, (long) i * bytes, bytes, Math.min(random.nextInt(5), items - offset));
        }
        load(vector, rows, validity(field, rows), offsets, sizes);
        fillChildren(vector, field, items);
    }

    private void fixedSizeLists(FieldVector vector, Field field, int rows, int size) {
        load(vector, rows, validity(field, rows));
        fillChildren(vector, field, rows * size);
    }

    private void structs(FieldVector vector, Field field, int rows) {
        load(vector, rows, validity(field, rows));
        fillChildren(vector, field, rows);
    }

    private void sparseUnions(FieldVector vector, Field field, int rows, ArrowType.Union type) {
        ArrowBuf types = buffer(rows);
        int[] ids = type.getTypeIds();
        for (int i = 0; i < rows; i++) {
            types.setByte(i, ids[random.nextInt(ids.length)]);
        }
        load(vector, rows, types);
        fillChildren(vector, field, rows);
    }

    private void denseUnions(FieldVector vector, Field field, int rows, ArrowType.Union type) {
        ArrowBuf types = buffer(rows);
        ArrowBuf offsets = buffer(4L * rows);
        int[] ids = type.getTypeIds();
        int[] used = new int[ids.length];
        for (int i = 0; i < rows; i++) {
            int child = random.nextInt(ids.length);
            types.setByte(i, ids[child]);
            offsets.setInt(4L * i, used[child]++);
        }
        load(vector, rows, types, offsets);
        for (int i = 0; i < used.length; i++) {
            fill(vector.getChildrenFromFields().get(i), field.getChildren().get(i), used[i]);
        }
    }

    private void runs(FieldVector vector, Field field, int rows) {
        List<Integer> ends = new ArrayList<>();
        for (int end = 0; end < rows; ) {
            end = Math.min(rows, end + 1 + random.nextInt(9));
            ends.add(end);
        }
        load(vector, rows);
        Field endField = field.getChildren().get(0);
        int bytes = ((ArrowType.Int) endField.getType()).getBitWidth() / 8;
        FieldVector endVector = vector.getChildrenFromFields().get(0);
        fixed(
                endVector,
                endField,
                ends.size(),
                bytes,
                (buffer, at) -> put(buffer, at, bytes, ends.get((int) (at / bytes))));
        fill(vector.getChildrenFromFields().get(1), field.getChildren().get(1), ends.size());
    }

    private void fillChildren(FieldVector vector, Field field, int rows) {
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            fill(children.get(i), field.getChildren().get(i), rows);
        }
    }

    private ArrowBuf validity(Field field, int rows) {
        ArrowBuf bits = buffer((rows + 7) / 8);
        Nulls share = field.isNullable() ? nulls : Nulls.NONE;
        switch (share) {
            case NONE -> bits.setOne(0, bits.capacity());
            case ALL -> bits.setZero(0, bits.capacity());
            case SOME -> bits.setBytes(0, values.bytes((int) bits.capacity()));
        }
        return bits;
    }

    /** Exactly as large as asked for, so that an access behind the end is an error. */
    private ArrowBuf buffer(long bytes) {
        return bytes == 0
                ? allocator.getEmpty()
                : allocator.buffer(bytes).slice(0, bytes).writerIndex(bytes);
    }

    private ArrowBuf buffer(byte[] bytes) {
        ArrowBuf result = buffer(bytes.length);
        result.setBytes(0, bytes);
        return result;
    }

    private void load(FieldVector vector, int rows, ArrowBuf... buffers) {
        vector.loadFieldBuffers(new ArrowFieldNode(rows, 0), List.of(buffers));
        for (ArrowBuf buffer : buffers) {
            buffer.getReferenceManager().release();
        }
    }
}

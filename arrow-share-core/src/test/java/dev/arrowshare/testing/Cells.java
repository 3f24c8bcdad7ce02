package dev.arrowshare.testing;

import dev.arrowshare.batch.Batch;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Values as plain Java objects, read from the buffers as the format describes them and not through arrow-java's getters: Long,
 * Double, String, ByteBuffer, List, Map. Dictionaries are resolved and runs expanded.
 */
final class Cells {
    private final Batch batch;

    Cells(Batch batch) {
        this.batch = batch;
    }

    @Nullable
    Object value(FieldVector vector, Field field, long row) {
        MinorType type = Types.getMinorTypeForArrowType(field.getType());
        if (isNull(vector, type, row)) {
            return null;
        }
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            FieldVector dictionary = batch.dictionary(encoding.getId());
            long index = integer(vector.getDataBuffer(), encoding.getIndexType().getBitWidth() / 8, row);
            return value(dictionary, dictionary.getField(), index);
        }
        return present(vector, field, type, row);
    }

    private static boolean isNull(FieldVector vector, MinorType type, long row) {
        return switch (type) {
            case NULL -> true;
            case UNION, DENSEUNION, RUNENDENCODED -> false;
            default -> BitVectorHelper.get(vector.getValidityBuffer(), (int) row) == 0;
        };
    }

    private @Nullable Object present(FieldVector vector, Field field, MinorType type, long row) {
        return switch (type) {
            case BIT -> BitVectorHelper.get(vector.getDataBuffer(), (int) row) == 1;
            case TINYINT -> integer(vector.getDataBuffer(), 1, row);
            case UINT1 -> integer(vector.getDataBuffer(), 1, row) & 0xFF;
            case SMALLINT -> integer(vector.getDataBuffer(), 2, row);
            case UINT2 -> integer(vector.getDataBuffer(), 2, row) & 0xFFFF;
            case INT, DATEDAY, TIMESEC, TIMEMILLI, INTERVALYEAR -> integer(vector.getDataBuffer(), 4, row);
            case UINT4 -> integer(vector.getDataBuffer(), 4, row) & 0xFFFF_FFFFL;
            case BIGINT,
                    UINT8,
                    DATEMILLI,
                    TIMEMICRO,
                    TIMENANO,
                    TIMESTAMPSEC,
                    TIMESTAMPMILLI,
                    TIMESTAMPMICRO,
                    TIMESTAMPNANO,
                    TIMESTAMPSECTZ,
                    TIMESTAMPMILLITZ,
                    TIMESTAMPMICROTZ,
                    TIMESTAMPNANOTZ,
                    DURATION,
                    INTERVALDAY -> integer(vector.getDataBuffer(), 8, row);
            case FLOAT2 -> (double) Float16.toFloat(vector.getDataBuffer().getShort(2 * row));
            case FLOAT4 -> (double) vector.getDataBuffer().getFloat(4 * row);
            case FLOAT8 -> vector.getDataBuffer().getDouble(8 * row);
            case DECIMAL -> decimal(bytes(vector.getDataBuffer(), 16 * row, 16));
            case DECIMAL256 -> decimal(bytes(vector.getDataBuffer(), 32 * row, 32));
            case INTERVALMONTHDAYNANO -> monthDayNano(vector.getDataBuffer(), 16 * row);
            case VARCHAR, VARBINARY -> variable(vector, 4, row, type == MinorType.VARCHAR);
            case LARGEVARCHAR, LARGEVARBINARY -> variable(vector, 8, row, type == MinorType.LARGEVARCHAR);
            case VIEWVARCHAR, VIEWVARBINARY -> view(vector, row, type == MinorType.VIEWVARCHAR);
            case FIXEDSIZEBINARY -> fixedSizeBinary(vector, field, row);
            case STRUCT -> struct(vector, field, row);
            case UNION, DENSEUNION -> union(vector, field, row);
            case RUNENDENCODED -> run(vector, field, row);
            case EXTENSIONTYPE -> extension(vector, field, row);
            default -> list(vector, field, type, row);
        };
    }

    private static long integer(ArrowBuf buffer, int bytes, long row) {
        return switch (bytes) {
            case 1 -> buffer.getByte(row);
            case 2 -> buffer.getShort(2 * row);
            case 4 -> buffer.getInt(4 * row);
            default -> buffer.getLong(8 * row);
        };
    }

    private static byte[] bytes(ArrowBuf buffer, long at, long count) {
        byte[] bytes = new byte[(int) count];
        if (count > 0) {
            buffer.getBytes(at, bytes);
        }
        return bytes;
    }

    private static BigInteger decimal(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new BigInteger(bigEndian);
    }

    private static List<Long> monthDayNano(ArrowBuf buffer, long at) {
        return List.of((long) buffer.getInt(at), (long) buffer.getInt(at + 4), buffer.getLong(at + 8));
    }

    private static Object textOrBytes(byte[] bytes, boolean isText) {
        return isText ? new String(bytes, StandardCharsets.UTF_8) : ByteBuffer.wrap(bytes);
    }

    private static Object variable(FieldVector vector, int offsetBytes, long row, boolean isText) {
        long start = integer(vector.getOffsetBuffer(), offsetBytes, row);
        long end = integer(vector.getOffsetBuffer(), offsetBytes, row + 1);
        return textOrBytes(bytes(vector.getDataBuffer(), start, end - start), isText);
    }

    private static Object view(FieldVector vector, long row, boolean isText) {
        ArrowBuf views = vector.getDataBuffer();
        long at = 16 * row;
        int length = views.getInt(at);
        if (length <= 12) {
            return textOrBytes(bytes(views, at + 4, length), isText);
        }
        ArrowBuf data = ((BaseVariableWidthViewVector) vector).getDataBuffers().get(views.getInt(at + 8));
        byte[] value = bytes(data, views.getInt(at + 12), length);
        if (!Arrays.equals(value, 0, 4, bytes(views, at + 4, 4), 0, 4)) {
            throw new AssertionError("the prefix of view " + row + " is not that of its value");
        }
        return textOrBytes(value, isText);
    }

    private static Object fixedSizeBinary(FieldVector vector, Field field, long row) {
        int width = ((ArrowType.FixedSizeBinary) field.getType()).getByteWidth();
        return ByteBuffer.wrap(bytes(vector.getDataBuffer(), row * width, width));
    }

    private Map<String, @Nullable Object> struct(FieldVector vector, Field field, long row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < field.getChildren().size(); i++) {
            values.put(i + ":" + field.getChildren().get(i).getName(), child(vector, field, i, row));
        }
        return values;
    }

    private @Nullable Object child(FieldVector vector, Field field, int child, long row) {
        return value(
                vector.getChildrenFromFields().get(child), field.getChildren().get(child), row);
    }

    private Object list(FieldVector vector, Field field, MinorType type, long row) {
        long start;
        long end;
        switch (type) {
            case LIST, MAP -> {
                start = integer(vector.getOffsetBuffer(), 4, row);
                end = integer(vector.getOffsetBuffer(), 4, row + 1);
            }
            case LARGELIST -> {
                start = integer(vector.getOffsetBuffer(), 8, row);
                end = integer(vector.getOffsetBuffer(), 8, row + 1);
            }
            case LISTVIEW -> {
                start = integer(vector.getOffsetBuffer(), 4, row);
                end = start + integer(((ListViewVector) vector).getSizeBuffer(), 4, row);
            }
            case LARGELISTVIEW -> {
                start = integer(vector.getOffsetBuffer(), 8, row);
                end = start + integer(((LargeListViewVector) vector).getSizeBuffer(), 8, row);
            }
            case FIXED_SIZE_LIST -> {
                int size = ((ArrowType.FixedSizeList) field.getType()).getListSize();
                start = row * size;
                end = start + size;
            }
            default -> throw new UnsupportedOperationException("no reader for " + type + "; write one here");
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (long i = start; i < end; i++) {
            items.add(child(vector, field, 0, i));
        }
        return items;
    }

    private List<@Nullable Object> union(FieldVector vector, Field field, long row) {
        ArrowBuf types = vector instanceof DenseUnionVector dense
                ? dense.getTypeBuffer()
                : ((UnionVector) vector).getTypeBuffer();
        int id = types.getByte(row);
        int[] ids = ((ArrowType.Union) field.getType()).getTypeIds();
        for (int child = 0; child < ids.length; child++) {
            if (ids[child] == id) {
                long at = vector instanceof DenseUnionVector dense
                        ? dense.getOffsetBuffer().getInt(4 * row)
                        : row;
                return Arrays.asList(child, child(vector, field, child, at));
            }
        }
        throw new AssertionError("row " + row + " has type id " + id + ", the type's are " + Arrays.toString(ids));
    }

    private @Nullable Object run(FieldVector vector, Field field, long row) {
        FieldVector ends = vector.getChildrenFromFields().get(0);
        int bytes = ((ArrowType.Int) field.getChildren().get(0).getType()).getBitWidth() / 8;
        for (int i = 0; i < ends.getValueCount(); i++) {
            if (integer(ends.getDataBuffer(), bytes, i) > row) {
                return child(vector, field, 1, i);
            }
        }
        throw new AssertionError("row " + row + " is in none of " + ends.getValueCount() + " runs");
    }

    private @Nullable Object extension(FieldVector vector, Field field, long row) {
        ArrowType storage = ((ArrowType.ExtensionType) field.getType()).storageType();
        FieldVector underlying = (FieldVector) ((ExtensionTypeVector<?>) vector).getUnderlyingVector();
        Field plain = new Field(
                field.getName(),
                new org.apache.arrow.vector.types.pojo.FieldType(true, storage, null),
                field.getChildren());
        return value(underlying, plain, row);
    }
}

package dev.arrowshare.batch;

import static dev.arrowshare.batch.VectorBuffers.integer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
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
import org.apache.arrow.vector.types.pojo.FieldType;

/** One value as text on one line: {@code 12.5}, {@code 2024-05-01T09:30:00Z}, {@code [a, null]}; reads no more than it prints. */
final class CellText {
    private static final int INLINE_VIEW_BYTES = 12;

    private final Map<Long, Column> dictionaries;
    private final int longest;
    private final StringBuilder text = new StringBuilder();

    private CellText(Map<Long, Column> dictionaries, int longest) {
        this.dictionaries = dictionaries;
        this.longest = longest;
    }

    /** At most {@code longest} characters, the last of which is an ellipsis when there would be more. */
    static String of(Column column, long row, Map<Long, Column> dictionaries, int longest) {
        CellText cell = new CellText(dictionaries, longest);
        cell.append(column.vector(), column.field(), row);
        return cut(cell.text.toString(), longest);
    }

    static String cut(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    private boolean isFull() {
        return text.length() > 2 * longest;
    }

    private void append(FieldVector vector, Field field, long row) {
        MinorType type = Types.getMinorTypeForArrowType(field.getType());
        DictionaryEncoding encoding = field.getDictionary();
        if (isNull(vector, type, row)) {
            text.append("null");
        } else if (encoding != null) {
            appendFromDictionary(vector, field, encoding, row);
        } else {
            appendPresent(vector, field, type, row);
        }
    }

    private static boolean isNull(FieldVector vector, MinorType type, long row) {
        return switch (type) {
            case NULL -> true;
            case UNION, DENSEUNION, RUNENDENCODED -> false;
            default -> !Bits.get(vector.getValidityBuffer().memoryAddress(), row);
        };
    }

    private void appendFromDictionary(FieldVector vector, Field field, DictionaryEncoding encoding, long row) {
        Column dictionary = dictionaries.get(encoding.getId());
        int bytes = ((ArrowType.Int) field.getType()).getBitWidth() / 8;
        long index = integer(vector.getDataBuffer(), bytes, row);
        if (dictionary == null || index < 0 || index >= dictionary.vector().getValueCount()) {
            text.append('#').append(index);
        } else {
            append(dictionary.vector(), dictionary.field(), index);
        }
    }

    private void appendPresent(FieldVector vector, Field field, MinorType type, long row) {
        switch (type) {
            case BIT -> text.append(Bits.get(vector.getDataBuffer().memoryAddress(), row));
            case TINYINT, SMALLINT, INT, BIGINT -> text.append(number(vector, row));
            case UINT1, UINT2, UINT4, UINT8 -> text.append(unsigned(vector, row));
            case FLOAT2 -> text.append(Float16.toFloat((short) number(vector, row)));
            case FLOAT4 -> text.append(Float.intBitsToFloat((int) number(vector, row)));
            case FLOAT8 -> text.append(Double.longBitsToDouble(number(vector, row)));
            case DECIMAL, DECIMAL256 -> text.append(decimal(vector, (ArrowType.Decimal) field.getType(), row));
            case VARCHAR, LARGEVARCHAR, VIEWVARCHAR -> appendText(bytes(vector, 4L * longest, row));
            case VARBINARY, LARGEVARBINARY, VIEWVARBINARY -> appendHex(bytes(vector, longest, row));
            case FIXEDSIZEBINARY -> appendHex(fixedBytes(vector, row));
            case INTERVALMONTHDAYNANO -> text.append(TimeText.monthDayNano(vector.getDataBuffer(), 16 * row));
            case LIST, LARGELIST, LISTVIEW, LARGELISTVIEW, FIXED_SIZE_LIST -> appendList(vector, field, type, row);
            case MAP -> appendMap(vector, field, row);
            case STRUCT -> appendStruct(vector, field, row);
            case UNION, DENSEUNION -> appendUnion(vector, field, row);
            case RUNENDENCODED -> appendRun(vector, field, row);
            case EXTENSIONTYPE -> appendExtension(vector, field, row);
            default -> text.append(TimeText.of(field.getType(), number(vector, row)));
        }
    }

    private static long number(FieldVector vector, long row) {
        return integer(vector.getDataBuffer(), VectorBuffers.valueBytes(vector), row);
    }

    private static String unsigned(FieldVector vector, long row) {
        int unusedBits = 64 - 8 * VectorBuffers.valueBytes(vector);
        return Long.toUnsignedString(number(vector, row) << unusedBits >>> unusedBits);
    }

    private static String decimal(FieldVector vector, ArrowType.Decimal type, long row) {
        byte[] littleEndian = fixedBytes(vector, row);
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new BigDecimal(new BigInteger(bigEndian), type.getScale()).toPlainString();
    }

    private static byte[] fixedBytes(FieldVector vector, long row) {
        int width = VectorBuffers.valueBytes(vector);
        return bytes(vector.getDataBuffer(), row * width, width);
    }

    private static byte[] bytes(ArrowBuf buffer, long start, long count) {
        byte[] bytes = new byte[(int) count];
        if (count > 0) {
            buffer.getBytes(start, bytes);
        }
        return bytes;
    }

    /** The first bytes of a value of variable length. */
    private static byte[] bytes(FieldVector vector, long most, long row) {
        if (vector instanceof BaseVariableWidthViewVector views) {
            return viewBytes(views, most, row);
        }
        int width = VectorBuffers.offsetBytes(vector);
        long start = integer(vector.getOffsetBuffer(), width, row);
        long end = integer(vector.getOffsetBuffer(), width, row + 1);
        return bytes(vector.getDataBuffer(), start, Math.min(most, end - start));
    }

    private static byte[] viewBytes(BaseVariableWidthViewVector vector, long most, long row) {
        ArrowBuf views = vector.getDataBuffer();
        int length = views.getInt(16 * row);
        if (length <= INLINE_VIEW_BYTES) {
            return bytes(views, 16 * row + 4, length);
        }
        ArrowBuf data = vector.getDataBuffers().get(views.getInt(16 * row + 8));
        return bytes(data, views.getInt(16 * row + 12), Math.min(most, length));
    }

    private void appendText(byte[] utf8) {
        new String(utf8, StandardCharsets.UTF_8)
                .codePoints()
                .limit(longest + 1L)
                .forEach(this::appendCharacter);
    }

    /** A line break or an escape sequence in the data must not disturb the terminal. */
    private void appendCharacter(int character) {
        switch (character) {
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\r' -> text.append("\\r");
            default -> {
                if (Character.isISOControl(character)) {
                    text.append(String.format(Locale.ROOT, "\\u%04x", character));
                } else {
                    text.appendCodePoint(character);
                }
            }
        }
    }

    private void appendHex(byte[] bytes) {
        text.append("0x");
        for (byte each : bytes) {
            text.append(Character.forDigit(each >> 4 & 0xF, 16)).append(Character.forDigit(each & 0xF, 16));
        }
    }

    private void appendChild(FieldVector vector, Field field, int child, long row) {
        append(vector.getChildrenFromFields().get(child), field.getChildren().get(child), row);
    }

    private void appendList(FieldVector vector, Field field, MinorType type, long row) {
        int width = VectorBuffers.offsetBytes(vector);
        long start = type == MinorType.FIXED_SIZE_LIST
                ? row * ((ArrowType.FixedSizeList) field.getType()).getListSize()
                : integer(vector.getOffsetBuffer(), width, row);
        long end = switch (type) {
            case FIXED_SIZE_LIST -> start + ((ArrowType.FixedSizeList) field.getType()).getListSize();
            case LISTVIEW -> start + integer(((ListViewVector) vector).getSizeBuffer(), width, row);
            case LARGELISTVIEW -> start + integer(((LargeListViewVector) vector).getSizeBuffer(), width, row);
            default -> integer(vector.getOffsetBuffer(), width, row + 1);
        };
        text.append('[');
        for (long i = start; i < end && !isFull(); i++) {
            text.append(i == start ? "" : ", ");
            appendChild(vector, field, 0, i);
        }
        text.append(']');
    }

    private void appendMap(FieldVector vector, Field field, long row) {
        FieldVector entries = vector.getChildrenFromFields().get(0);
        Field entry = field.getChildren().get(0);
        long start = integer(vector.getOffsetBuffer(), 4, row);
        long end = integer(vector.getOffsetBuffer(), 4, row + 1);
        text.append('{');
        for (long i = start; i < end && !isFull(); i++) {
            text.append(i == start ? "" : ", ");
            appendChild(entries, entry, 0, i);
            text.append(": ");
            appendChild(entries, entry, 1, i);
        }
        text.append('}');
    }

    private void appendStruct(FieldVector vector, Field field, long row) {
        List<Field> children = field.getChildren();
        text.append('{');
        for (int i = 0; i < children.size() && !isFull(); i++) {
            text.append(i == 0 ? "" : ", ").append(children.get(i).getName()).append(": ");
            appendChild(vector, field, i, row);
        }
        text.append('}');
    }

    private void appendUnion(FieldVector vector, Field field, long row) {
        boolean isDense = vector instanceof DenseUnionVector;
        ArrowBuf types = isDense ? ((DenseUnionVector) vector).getTypeBuffer() : ((UnionVector) vector).getTypeBuffer();
        int[] ids = ((ArrowType.Union) field.getType()).getTypeIds();
        for (int child = 0; child < ids.length; child++) {
            if (ids[child] == types.getByte(row)) {
                appendChild(vector, field, child, isDense ? integer(vector.getOffsetBuffer(), 4, row) : row);
                return;
            }
        }
        text.append("#").append(types.getByte(row));
    }

    private void appendRun(FieldVector vector, Field field, long row) {
        appendChild(
                vector, field, 1, Runs.indexOf(vector.getChildrenFromFields().get(0), row));
    }

    private void appendExtension(FieldVector vector, Field field, long row) {
        ArrowType storage = ((ArrowType.ExtensionType) field.getType()).storageType();
        FieldType type = new FieldType(field.isNullable(), storage, null);
        append(VectorBuffers.storage(vector), new Field(field.getName(), type, field.getChildren()), row);
    }
}

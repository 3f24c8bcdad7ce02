package dev.arrowshare.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Variants of parquet-format's VariantEncoding.md as plain values: maps, lists, and scalars with their type, so that two encodings of
 * the same variant are equal.
 */
final class VariantEncoding {
    /** A scalar; decimals of all widths and strings of both lengths have one type each. */
    record Scalar(String type, Object value) {}

    private final ByteBuffer bytes;
    private final List<String> names = new ArrayList<>();
    private final int metadataBytes;

    private VariantEncoding(byte[] metadata) {
        ByteBuffer dictionary = ByteBuffer.wrap(metadata).order(ByteOrder.LITTLE_ENDIAN);
        bytes = dictionary;
        int header = dictionary.get(0);
        if ((header & 0xf) != 1) {
            throw new IllegalArgumentException("variant of version " + (header & 0xf));
        }
        int width = ((header >>> 6) & 3) + 1;
        int size = integer(1, width);
        int data = 1 + width + (size + 1) * width;
        for (int i = 0; i < size; i++) {
            int begin = integer(1 + width + i * width, width);
            int end = integer(1 + width + (i + 1) * width, width);
            names.add(new String(metadata, data + begin, end - begin, StandardCharsets.UTF_8));
        }
        metadataBytes = data + integer(1 + width + size * width, width);
    }

    private VariantEncoding(VariantEncoding metadata, byte[] value) {
        names.addAll(metadata.names);
        bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        metadataBytes = 0;
    }

    /** The bytes of the metadata that a file of metadata and value begins with. */
    static int metadataBytes(byte[] file) {
        return new VariantEncoding(file).metadataBytes;
    }

    static Object decoded(byte[] metadata, byte[] value) {
        return new VariantEncoding(new VariantEncoding(metadata), value).value(0);
    }

    private int integer(int at, int width) {
        int value = 0;
        for (int i = 0; i < width; i++) {
            value |= (bytes.get(at + i) & 0xff) << (8 * i);
        }
        return value;
    }

    private Object value(int at) {
        int header = (bytes.get(at) & 0xff) >>> 2;
        return switch (bytes.get(at) & 3) {
            case 0 -> primitive(header, at + 1);
            case 1 -> new Scalar("string", text(at + 1, header));
            case 2 -> object(header, at + 1);
            default -> array(header, at + 1);
        };
    }

    private Map<String, Object> object(int header, int at) {
        int offsetBytes = (header & 3) + 1;
        int idBytes = ((header >>> 2) & 3) + 1;
        int countBytes = (header & 0x10) == 0 ? 1 : 4;
        int count = integer(at, countBytes);
        int offsets = at + countBytes + count * idBytes;
        int values = offsets + (count + 1) * offsetBytes;
        Map<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = names.get(integer(at + countBytes + i * idBytes, idBytes));
            fields.put(name, value(values + integer(offsets + i * offsetBytes, offsetBytes)));
        }
        return fields;
    }

    private List<Object> array(int header, int at) {
        int offsetBytes = (header & 3) + 1;
        int countBytes = (header & 4) == 0 ? 1 : 4;
        int count = integer(at, countBytes);
        int offsets = at + countBytes;
        int values = offsets + (count + 1) * offsetBytes;
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(value(values + integer(offsets + i * offsetBytes, offsetBytes)));
        }
        return elements;
    }

    private Scalar primitive(int type, int at) {
        return switch (type) {
            case 0 -> new Scalar("null", "");
            case 1 -> new Scalar("boolean", true);
            case 2 -> new Scalar("boolean", false);
            case 3 -> new Scalar("int8", (long) bytes.get(at));
            case 4 -> new Scalar("int16", (long) bytes.getShort(at));
            case 5 -> new Scalar("int32", (long) bytes.getInt(at));
            case 6 -> new Scalar("int64", bytes.getLong(at));
            case 7 -> new Scalar("double", bytes.getDouble(at));
            case 8 -> decimal(at, 4);
            case 9 -> decimal(at, 8);
            case 10 -> decimal(at, 16);
            case 11 -> new Scalar("date", (long) bytes.getInt(at));
            case 12 -> new Scalar("timestamp us UTC", bytes.getLong(at));
            case 13 -> new Scalar("timestamp us", bytes.getLong(at));
            case 14 -> new Scalar("float", bytes.getFloat(at));
            case 15 -> new Scalar("binary", hex(at + 4, bytes.getInt(at)));
            case 16 -> new Scalar("string", text(at + 4, bytes.getInt(at)));
            case 17 -> new Scalar("time us", bytes.getLong(at));
            case 18 -> new Scalar("timestamp ns UTC", bytes.getLong(at));
            case 19 -> new Scalar("timestamp ns", bytes.getLong(at));
            case 20 -> new Scalar("uuid", hex(at, 16));
            default -> throw new IllegalArgumentException("variant of type " + type);
        };
    }

    private Scalar decimal(int at, int width) {
        byte[] bigEndian = new byte[width];
        for (int i = 0; i < width; i++) {
            bigEndian[width - 1 - i] = bytes.get(at + 1 + i);
        }
        return new Scalar("decimal", new BigDecimal(new BigInteger(bigEndian), bytes.get(at)));
    }

    private String text(int at, int length) {
        return new String(bytes.array(), at, length, StandardCharsets.UTF_8);
    }

    private String hex(int at, int length) {
        return HexFormat.of().formatHex(bytes.array(), at, at + length);
    }
}

package dev.arrowshare.parquet.page;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and truth values of one struct in Thrift's compact protocol, by the ids that parquet.thrift gives them, and where the structs within it lie.
 * Fields of other types, and with other ids than are known, are passed over.
 *
 * <p><b>Errors:</b> those of {@link CompactReader}; {@link MalformedPageException} for a field that is required and missing.
 */
final class CompactStruct {
    private static final long MISSING = Long.MIN_VALUE;

    private final byte[] bytes;
    private final long[] numbers;
    private final int[] structs;
    private final int end;

    private CompactStruct(CompactReader in, byte[] bytes, int lastId) {
        this.bytes = bytes;
        this.numbers = new long[lastId + 1];
        this.structs = new int[lastId + 1];
        Arrays.fill(numbers, MISSING);
        int id = 0;
        for (int field = in.field(); in.type(field) != CompactReader.STOP; field = in.field()) {
            id = in.id(field, id);
            take(in, in.type(field), id);
        }
        this.end = in.position();
    }

    /** @param lastId the highest id of a field that is known */
    static CompactStruct at(byte[] bytes, int position, int lastId) {
        return new CompactStruct(new CompactReader(bytes, position), bytes, lastId);
    }

    private void take(CompactReader in, int type, int id) {
        if (id < 1 || id >= numbers.length) {
            in.skip(type);
            return;
        }
        switch (type) {
            case CompactReader.INT -> numbers[id] = in.number();
            case CompactReader.TRUE -> numbers[id] = 1;
            case CompactReader.FALSE -> numbers[id] = 0;
            case CompactReader.STRUCT -> {
                structs[id] = in.position();
                in.skip(type);
            }
            default -> in.skip(type);
        }
    }

    /** Where the struct ends. */
    int end() {
        return end;
    }

    boolean has(int id) {
        return numbers[id] != MISSING;
    }

    /** A number that the format wants to be there. */
    int number(int id, String what) {
        if (!has(id)) {
            throw new MalformedPageException("header has no " + what);
        }
        return (int) numbers[id];
    }

    /** A number of things. */
    int count(int id, String what) {
        int count = number(id, what);
        if (count < 0) {
            throw new MalformedPageException(what + " is " + count);
        }
        return count;
    }

    boolean isTrue(int id, boolean otherwise) {
        return has(id) ? numbers[id] == 1 : otherwise;
    }

    /** The struct of that id, or null where there is none. */
    @Nullable
    CompactStruct struct(int id, int lastId) {
        return structs[id] == 0 ? null : at(bytes, structs[id], lastId);
    }
}

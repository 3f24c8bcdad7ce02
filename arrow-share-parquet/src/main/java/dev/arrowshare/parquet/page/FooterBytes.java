package dev.arrowshare.parquet.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Util;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * A footer as it lies in the file. Where each row group and column chunk begins is found in one pass, and objects are made of those
 * that somebody asks for: a thousand columns of a hundred row groups have a footer of many megabytes, of which a reader may need little.
 *
 * <p><b>Threads:</b> safe.
 */
final class FooterBytes {
    // Fields of FileMetaData and of RowGroup in parquet.thrift.
    private static final int ROW_GROUPS = 4;
    private static final int COLUMNS = 1;
    private static final int NUM_ROWS = 3;
    private static final int ORDINAL = 7;
    private static final int SORTING_COLUMNS = 4;

    private static final byte EMPTY_LIST_OF_STRUCTS = CompactReader.STRUCT;

    private final byte[] bytes;
    private final CompactReader in;
    private final List<Group> groups;
    private int groupsBegin;
    private int groupsEnd;
    private final int end;

    /** @throws RuntimeException when the bytes are no such structs */
    FooterBytes(byte[] bytes) {
        this.bytes = bytes;
        this.in = new CompactReader(bytes, 0);
        this.groups = new ArrayList<>();
        int id = 0;
        for (int field = in.field(); in.type(field) != CompactReader.STOP; field = in.field()) {
            id = in.id(field, id);
            if (id == ROW_GROUPS && in.type(field) == CompactReader.LIST) {
                passGroups();
            } else {
                in.skip(in.type(field));
            }
        }
        this.end = in.position();
    }

    private static final class Group {
        /** As it says, -1 where it does not. */
        private long rows = -1;

        /** Its number in the file, -1 where it does not say. */
        private int ordinal = -1;

        /** Where its ColumnChunks begin. */
        private int[] chunks = {};

        /** Where its SortingColumns begin. */
        private int[] sorting = {};
    }

    private void passGroups() {
        groups.clear();
        groupsBegin = in.position();
        int size = structs("row groups");
        for (int i = 0; i < size; i++) {
            groups.add(passGroup());
        }
        groupsEnd = in.position();
    }

    private int structs(String what) {
        int size = in.listSize();
        if (size > 0 && in.elementType() != CompactReader.STRUCT) {
            throw new IllegalArgumentException(what + " of type " + in.elementType() + " instead of structs");
        }
        return size;
    }

    private Group passGroup() {
        Group group = new Group();
        int id = 0;
        for (int field = in.field(); in.type(field) != CompactReader.STOP; field = in.field()) {
            id = in.id(field, id);
            if (id == COLUMNS && in.type(field) == CompactReader.LIST) {
                group.chunks = passStructs("column chunks");
            } else if (id == SORTING_COLUMNS && in.type(field) == CompactReader.LIST) {
                group.sorting = passStructs("sorting columns");
            } else if (id == NUM_ROWS && in.type(field) == CompactReader.LONG) {
                group.rows = in.number();
            } else if (id == ORDINAL && in.type(field) == CompactReader.SHORT) {
                group.ordinal = (int) in.number();
            } else {
                in.skip(in.type(field));
            }
        }
        return group;
    }

    private int[] passStructs(String what) {
        int[] positions = new int[structs(what)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = in.position();
            in.skip(CompactReader.STRUCT);
        }
        return positions;
    }

    /** Everything but the row groups, of which there are none in it. */
    FileMetaData withoutRowGroups() throws IOException {
        if (groupsBegin == 0) {
            return Util.readFileMetaData(new ByteArrayInputStream(bytes), bytes.length + 1);
        }
        byte[] rest = Arrays.copyOf(bytes, groupsBegin + 1 + bytes.length - groupsEnd);
        rest[groupsBegin] = EMPTY_LIST_OF_STRUCTS;
        System.arraycopy(bytes, groupsEnd, rest, groupsBegin + 1, bytes.length - groupsEnd);
        return Util.readFileMetaData(new ByteArrayInputStream(rest), rest.length + 1);
    }

    int rowGroups() {
        return groups.size();
    }

    long rows(int rowGroup) {
        return groups.get(rowGroup).rows;
    }

    /** How many bytes the footer has; what lies behind is no part of it. */
    int length() {
        return end;
    }

    /** The number that a row group says it has in the file, -1 where it says nothing. */
    int ordinal(int rowGroup) {
        return groups.get(rowGroup).ordinal;
    }

    int chunks(int rowGroup) {
        return groups.get(rowGroup).chunks.length;
    }

    ColumnChunk chunk(int rowGroup, int leaf) throws TException {
        return read(new ColumnChunk(), groups.get(rowGroup).chunks[leaf]);
    }

    List<SortingColumn> sorting(int rowGroup) throws TException {
        List<SortingColumn> columns = new ArrayList<>();
        for (int position : groups.get(rowGroup).sorting) {
            columns.add(read(new SortingColumn(), position));
        }
        return columns;
    }

    private <T extends TBase<?, ?>> T read(T struct, int position) throws TException {
        struct.read(new TCompactProtocol(from(position)));
        return struct;
    }

    private TTransport from(int position) throws TTransportException {
        TConfiguration limits =
                TConfiguration.custom().setMaxMessageSize(bytes.length + 1).build();
        return new TIOStreamTransport(limits, new ByteArrayInputStream(bytes, position, bytes.length - position));
    }
}

package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Native memory for Thrift to read. Nothing longer than what is left is believed, so that a header cannot make Thrift allocate more
 * than the header's own size.
 */
final class HeaderTransport extends TTransport {
    private static final TConfiguration CONFIGURATION = new TConfiguration();

    private final long end;
    private long at;

    HeaderTransport(long address, int bytes) {
        this.at = address;
        this.end = address + bytes;
    }

    /** Address of the first byte that was not read. */
    long position() {
        return at;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws TTransportException {
        checkReadBytesAvailable(length);
        for (int i = 0; i < length; i++) {
            target[offset + i] = Memory.getByte(at + i);
        }
        at += length;
        return length;
    }

    @Override
    public void checkReadBytesAvailable(long bytes) throws TTransportException {
        if (bytes < 0 || bytes > end - at) {
            throw new TTransportException(TTransportException.END_OF_FILE, "ends early");
        }
    }

    @Override
    public TConfiguration getConfiguration() {
        return CONFIGURATION;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public void write(byte[] source, int offset, int length) {
        throw new UnsupportedOperationException("page headers are only read here");
    }

    @Override
    public void updateKnownMessageSize(long size) {}
}

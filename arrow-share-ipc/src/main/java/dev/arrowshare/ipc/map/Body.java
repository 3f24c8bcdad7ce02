package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.memory.CountedRegion;
import org.apache.arrow.memory.ArrowBuf;

/** The buffers of one message's body, by their index in the message. None is counted until a vector retains it. */
public interface Body {

    ArrowBuf buffer(int index);

    /**
     * A body that lies in memory in one piece, as it does in the file.
     *
     * @param region a region that begins at address 0, so that an offset in it is an address
     */
    static Body at(long address, BatchHeader header, CountedRegion region) {
        return index -> region.buffer(address + header.bufferOffset(index), header.bufferLength(index));
    }
}

package dev.arrowshare.parquet.decode;

import static java.util.Objects.requireNonNull;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A column whose pages hold values. The pages of a chunk may have different encodings: for each that occurs there is one decoder,
 * which the column's kind chooses.
 */
abstract class ValuesColumn<V extends PageValues> extends ColumnDecoder {
    private final Map<PageEncoding, V> decoders = new EnumMap<>(PageEncoding.class);
    private @Nullable V current;
    private @Nullable ChunkLocation chunk;

    ValuesColumn(LeafColumn column, InputChannel file, Iterator<ChunkLocation> chunks, BufferAllocator allocator) {
        super(column, file, chunks, allocator);
    }

    /** Makes the decoder of an encoding that the column's physical type may have. */
    abstract V decoder(PageEncoding encoding);

    @Override
    final void openChunk(ChunkLocation next) {
        chunk = next;
        decoders.values().forEach(decoder -> decoder.openChunk(next));
    }

    @Override
    final void open(PageEncoding encoding, long begin, long end) {
        if (!encoding.encodes(column.physical())) {
            throw new MalformedPageException(
                    "encoding " + encoding + ", which " + column.physical() + " values cannot have");
        }
        V opened =
                decoders.computeIfAbsent(encoding.isDictionary() ? PageEncoding.RLE_DICTIONARY : encoding, this::begun);
        opened.open(begin, end);
        current = opened;
    }

    private V begun(PageEncoding encoding) {
        V made = decoder(encoding);
        made.openChunk(requireNonNull(chunk, "no chunk is open"));
        return made;
    }

    @Override
    final void passValues(int count) {
        if (count > 0) {
            page().pass(count);
        }
    }

    /** The values of the page at hand. */
    final V page() {
        return requireNonNull(current, "no page is open");
    }

    @Override
    public void close() {
        super.close();
        decoders.values().forEach(PageValues::close);
    }
}

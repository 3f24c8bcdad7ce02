package dev.arrowshare.parquet;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;

/** The offsets in a chunk's metadata, which count from wherever the chunk's container begins. */
final class Offsets {
    private Offsets() {}

    static void move(ColumnMetaData metadata, OffsetIndex index, long by) {
        metadata.setData_page_offset(metadata.getData_page_offset() + by);
        if (metadata.isSetDictionary_page_offset()) {
            metadata.setDictionary_page_offset(metadata.getDictionary_page_offset() + by);
        }
        if (metadata.isSetBloom_filter_offset()) {
            metadata.setBloom_filter_offset(metadata.getBloom_filter_offset() + by);
        }
        for (PageLocation page : index.getPage_locations()) {
            page.setOffset(page.getOffset() + by);
        }
    }
}

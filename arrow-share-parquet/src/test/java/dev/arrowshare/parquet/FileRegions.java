package dev.arrowshare.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** What the bytes of a sound Parquet file are, so that mutations reach all of it alike: page headers, what pages begin with, the rest. */
final class FileRegions {
    /** Levels, widths and the heads of encodings lie in a page's first bytes. */
    private static final int PAGE_BEGIN_BYTES = 48;

    private record Region(int begin, int end) {}

    private final List<Region> headers = new ArrayList<>();
    private final List<Region> pageBegins = new ArrayList<>();
    private final List<Region> pages = new ArrayList<>();
    private final Region footer;

    private FileRegions(byte[] file) throws IOException {
        int footerBytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        footer = new Region(file.length - 8 - footerBytes, file.length);
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(file, footer.begin(), footerBytes));
        for (RowGroup group : metadata.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                addPages(file, chunk.getMeta_data());
            }
        }
    }

    static FileRegions of(byte[] file) throws IOException {
        return new FileRegions(file);
    }

    /** Some odd files have something else behind a chunk's last page. */
    private void addPages(byte[] file, ColumnMetaData chunk) {
        try {
            addSoundPages(file, chunk);
        } catch (IOException e) {
            pages.add(footer);
        }
    }

    private void addSoundPages(byte[] file, ColumnMetaData chunk) throws IOException {
        long first = chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
                ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
                : chunk.getData_page_offset();
        int end = (int) (first + chunk.getTotal_compressed_size());
        for (int at = (int) first; at < end; ) {
            ByteArrayInputStream in = new ByteArrayInputStream(file, at, end - at);
            PageHeader header = Util.readPageHeader(in);
            int body = end - in.available();
            int next = body + header.getCompressed_page_size();
            headers.add(new Region(at, body));
            pages.add(new Region(body, next));
            pageBegins.add(new Region(body, Math.min(next, body + PAGE_BEGIN_BYTES)));
            at = next;
        }
    }

    /** A byte to change. */
    int place(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> within(headers, random);
            case 2, 3, 4 -> within(pageBegins, random);
            case 5, 6 -> within(pages, random);
            default -> within(List.of(footer), random);
        };
    }

    private int within(List<Region> regions, Random random) {
        Region region = regions.isEmpty() ? footer : regions.get(random.nextInt(regions.size()));
        return region.begin() + random.nextInt(Math.max(1, region.end() - region.begin()));
    }
}

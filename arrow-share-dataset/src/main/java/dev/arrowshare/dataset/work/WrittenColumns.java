package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.ipc.BlockLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What mappers wrote to although it was their input.
 *
 * @param first those of the first batches, a few
 * @param others how many there are besides
 */
record WrittenColumns(List<WrittenColumn> first, long others) {
    static final WrittenColumns NONE = new WrittenColumns(List.of(), 0);

    private static final int SHOWN = 3;

    /** In the blocks of those tasks, as this process has mapped them. */
    static WrittenColumns in(MappedInput input, Collection<Task> tasks) {
        List<BlockLocation> blocks =
                tasks.stream().flatMap(task -> task.blocks().stream()).toList();
        List<Place> places = tasks.stream().flatMap(WrittenColumns::places).toList();
        List<Map<String, Long>> dirty = input.dirtyColumns(blocks);
        List<WrittenColumn> written = new ArrayList<>();
        for (int i = 0; i < dirty.size(); i++) {
            Place place = places.get(i);
            dirty.get(i).forEach((column, bytes) -> written.add(new WrittenColumn(place, column, bytes)));
        }
        return new WrittenColumns(written, 0).shortened();
    }

    private static Stream<Place> places(Task task) {
        List<Place> places = new ArrayList<>();
        long row = task.firstRow();
        for (BlockLocation block : task.blocks()) {
            places.add(new Place(task.firstBatch() + places.size(), row, block.rows()));
            row += block.rows();
        }
        return places.stream();
    }

    WrittenColumns plus(WrittenColumns more) {
        return new WrittenColumns(
                        Stream.concat(first.stream(), more.first.stream()).toList(), others + more.others)
                .shortened();
    }

    private WrittenColumns shortened() {
        List<WrittenColumn> shown = first.stream()
                .sorted(Comparator.comparingInt(column -> column.place().batch()))
                .limit(SHOWN)
                .toList();
        return new WrittenColumns(shown, others + first.size() - shown.size());
    }

    boolean isEmpty() {
        return first.isEmpty();
    }

    byte[] toBytes() {
        FrameBuilder to = new FrameBuilder();
        to.putLong(others).putInt(first.size());
        for (WrittenColumn column : first) {
            Place place = column.place();
            to.putInt(place.batch()).putLong(place.firstRow()).putLong(place.rows());
            to.putBytes(column.column().getBytes(StandardCharsets.UTF_8)).putLong(column.bytes());
        }
        ByteBuffer bytes = to.flip();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    static WrittenColumns read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long others = from.getLong();
        int count = from.getInt();
        List<WrittenColumn> first = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Place place = new Place(from.getInt(), from.getLong(), from.getLong());
            first.add(new WrittenColumn(place, Frame.text(from), from.getLong()));
        }
        return new WrittenColumns(first, others);
    }

    @Override
    public String toString() {
        String shown = first.stream().map(WrittenColumn::toString).collect(Collectors.joining("; "));
        return others == 0 ? shown : shown + " … and " + others + " more";
    }
}

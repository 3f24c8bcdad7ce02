package dev.arrowshare.ipc.map;

import java.util.Map;
import java.util.TreeMap;

/** Ranges of a file, in its order; those that touch are one. */
final class FileRanges {
    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    void add(long start, long end) {
        long first = start;
        long last = end;
        Map.Entry<Long, Long> before = endByStart.floorEntry(last);
        while (before != null && before.getValue() >= first) {
            endByStart.remove(before.getKey());
            first = Math.min(first, before.getKey());
            last = Math.max(last, before.getValue());
            before = endByStart.floorEntry(last);
        }
        endByStart.put(first, last);
    }

    void addAll(FileRanges others) {
        others.endByStart.forEach(this::add);
    }

    /** The parts of these ranges that lie between those offsets. */
    FileRanges within(long start, long end) {
        FileRanges inside = new FileRanges();
        Long first = endByStart.floorKey(start);
        endByStart.subMap(first == null ? start : first, Math.max(start, end)).forEach((from, to) -> {
            if (to > start && from < end) {
                inside.add(Math.max(from, start), Math.min(to, end));
            }
        });
        return inside;
    }

    boolean isEmpty() {
        return endByStart.isEmpty();
    }

    long bytes() {
        return endByStart.entrySet().stream()
                .mapToLong(range -> range.getValue() - range.getKey())
                .sum();
    }

    interface Test {
        boolean test(long start, long end);
    }

    boolean anyMatch(Test test) {
        return endByStart.entrySet().stream().anyMatch(range -> test.test(range.getKey(), range.getValue()));
    }

    @Override
    public String toString() {
        return endByStart.toString();
    }
}

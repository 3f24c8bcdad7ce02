package dev.arrowshare.parquet.encode;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a node stands in the schema of a Parquet file.
 *
 * @param path names from the top down
 * @param isOptional whether it has a definition level of its own, which tells nulls
 * @param definition the definition level at which it is there
 * @param repetition how many lists it is in
 */
record Place(List<String> path, boolean isOptional, int definition, int repetition) {
    static final Place ROOT = new Place(List.of(), false, 0, 0);

    /** More would not fit into the bytes that levels are kept in. */
    static final int MOST_LEVELS = 100;

    Place child(String name, boolean isOptional) {
        return new Place(with(name), isOptional, definition + (isOptional ? 1 : 0), repetition);
    }

    /** The repeated group of a list here. */
    Place repeated(String name) {
        return new Place(with(name), false, definition + 1, repetition + 1);
    }

    private List<String> with(String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    String name() {
        return path.get(path.size() - 1);
    }

    @Override
    public String toString() {
        return String.join(".", path);
    }
}

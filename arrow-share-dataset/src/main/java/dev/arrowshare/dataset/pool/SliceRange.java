package dev.arrowshare.dataset.pool;

import java.io.Serializable;

/** What the item of a task is when one large thing is sliced: so many elements, or rows, from the first on. */
record SliceRange(int first, int count) implements Serializable {
    @Override
    public String toString() {
        return "elements " + first + " to " + (first + count - 1);
    }
}

package dev.arrowshare.dataset.work;

/** In which order results come. */
public enum Order {
    /** That of the input. */
    ORDERED,
    /** As they are finished. */
    UNORDERED
}

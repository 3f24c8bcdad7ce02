package dev.arrowshare.testing;

/** How many values of nullable fields are null. */
public enum Nulls {
    NONE,
    SOME,
    ALL
}

package dev.arrowshare.dataset.rows;

/** What Java type a component has, or the elements of one. */
sealed interface ValueType {
    /** When a scalar may be missing, and what it is then. */
    enum Presence {
        /** Never: a primitive. */
        REQUIRED,
        /** Null. */
        NULLABLE,
        /** An empty {@code OptionalInt}, {@code OptionalLong} or {@code OptionalDouble}. */
        OPTIONAL
    }

    /**
     * A value of its own.
     *
     * @param type the primitive for boxes and optionals too
     */
    record Scalar(Class<?> type, Presence presence) implements ValueType {
        boolean isRequired() {
            return presence == Presence.REQUIRED;
        }
    }

    /** {@code List<E>} */
    record ListOf(ValueType element) implements ValueType {}

    /** {@code Map<K, V>} */
    record MapOf(ValueType key, ValueType value) implements ValueType {}

    /** A record. */
    record Nested(RecordShape shape) implements ValueType {}
}

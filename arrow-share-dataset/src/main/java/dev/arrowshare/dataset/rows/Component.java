package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * A component of a record.
 *
 * @param owner the simple name of its record
 * @param javaType as it is declared
 * @param column the name of the column or field that it stands for
 * @param accessor (record) → its value
 */
record Component(
        String owner,
        String name,
        String javaType,
        String column,
        ValueType type,
        MethodHandle accessor,
        Optional<Column> annotation) {
    /** What holds a primitive's values and null: {@code Double, which is null then, or OptionalDouble}. */
    String boxed() {
        String box = MethodType.methodType(accessor.type().returnType())
                .wrap()
                .returnType()
                .getSimpleName();
        return switch (javaType) {
            case "int" -> box + ", which is null then, or OptionalInt";
            case "long" -> box + ", which is null then, or OptionalLong";
            case "double" -> box + ", which is null then, or OptionalDouble";
            default -> box + ", which is null then";
        };
    }

    /** {@code component 'fare' of Trip, a double,} */
    @Override
    public String toString() {
        return "component '" + name + "' of " + owner + ", " + article(javaType) + " " + javaType + ",";
    }

    static String article(String noun) {
        return "AEIOUaeio".indexOf(noun.charAt(0)) >= 0 ? "an" : "a";
    }
}

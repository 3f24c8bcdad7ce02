package dev.arrowshare.dataset.rows;

import dev.arrowshare.dataset.rows.ValueType.Presence;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The types that a record's components may have. */
final class ComponentTypes {
    /** Those that are null where a value is. */
    private static final Set<Class<?>> OBJECTS = Set.of(
            String.class,
            byte[].class,
            BigDecimal.class,
            BigInteger.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            ZonedDateTime.class,
            Duration.class,
            Period.class);

    private static final Map<Class<?>, Class<?>> OPTIONALS =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    static final String ALLOWED =
            "a component is a primitive (but char), its box, OptionalInt, OptionalLong, OptionalDouble, String,"
                    + " byte[], BigDecimal, BigInteger, LocalDate, LocalTime, LocalDateTime, Instant, ZonedDateTime, Duration, Period,"
                    + " a record, or a List or Map of those";

    private ComponentTypes() {}

    static ValueType of(RecordComponent component, Set<Class<?>> outer) {
        Type type = component.getGenericType();
        return of(type, outer)
                .orElseThrow(() -> new IllegalArgumentException("component '" + component.getName() + "' of "
                        + component.getDeclaringRecord().getSimpleName() + " is a " + nameOf(type) + "; " + ALLOWED));
    }

    private static Optional<ValueType> of(Type type, Set<Class<?>> outer) {
        if (type instanceof Class<?> plain) {
            return plain.isRecord() ? Optional.of(new ValueType.Nested(new RecordShape(plain, outer))) : scalar(plain);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return of(generic.getActualTypeArguments()[0], outer).map(ValueType.ListOf::new);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Type[] arguments = generic.getActualTypeArguments();
            return of(arguments[0], outer)
                    .flatMap(key -> of(arguments[1], outer).map(value -> new ValueType.MapOf(key, value)));
        }
        return Optional.empty();
    }

    private static Optional<ValueType> scalar(Class<?> type) {
        Class<?> optional = OPTIONALS.get(type);
        if (optional != null) {
            return Optional.of(new ValueType.Scalar(optional, Presence.OPTIONAL));
        }
        Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
        if (primitive == char.class || primitive == void.class) {
            return Optional.empty();
        }
        if (primitive.isPrimitive()) {
            return Optional.of(
                    new ValueType.Scalar(primitive, type.isPrimitive() ? Presence.REQUIRED : Presence.NULLABLE));
        }
        return OBJECTS.contains(type) ? Optional.of(new ValueType.Scalar(type, Presence.NULLABLE)) : Optional.empty();
    }

    /** {@code double}, {@code List<String>} */
    static String nameOf(Type type) {
        if (type instanceof ParameterizedType generic) {
            String arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(ComponentTypes::nameOf)
                    .collect(Collectors.joining(", ", "<", ">"));
            return nameOf(generic.getRawType()) + arguments;
        }
        return type instanceof Class<?> plain ? plain.getSimpleName() : type.getTypeName();
    }
}

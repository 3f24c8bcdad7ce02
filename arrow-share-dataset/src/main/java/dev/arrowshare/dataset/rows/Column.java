package dev.arrowshare.dataset.rows;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The column that a record's component stands for, where that has another name; and of what decimal type it is, where a
 * {@link java.math.BigDecimal} is written.
 *
 * <pre>{@code
 * record Trip(@Column("trip_id") long id, double fare) {}
 * record Price(@Column(precision = 12, scale = 2) BigDecimal total) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
    /** The column's, or field's, name; that of the component unless said. */
    String value() default "";

    /** How many decimal digits a written decimal has, 1 to 38. */
    int precision() default 38;

    /** How many of them stand behind the point. A value with more is refused and never rounded. */
    int scale() default 18;
}

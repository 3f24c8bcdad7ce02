/** A batch to and from native code, through Arrow's C Data Interface. */
@NullMarked
package dev.arrowshare.exchange;

import org.jspecify.annotations.NullMarked;

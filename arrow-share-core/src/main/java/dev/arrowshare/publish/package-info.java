/**
 * Files that appear under their names when they are whole, whatever happens to their writer. Start from {@link
 * dev.arrowshare.publish.Draft}.
 */
@NullMarked
package dev.arrowshare.publish;

import org.jspecify.annotations.NullMarked;

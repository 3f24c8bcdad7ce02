/**
 * File to mapping to Arrow buffers, without a copy; the counted mapping and its close. Not for users. Start from
 * {@link dev.arrowshare.ipc.map.FileMapping}.
 */
@NullMarked
package dev.arrowshare.ipc.map;

import org.jspecify.annotations.NullMarked;

/**
 * Arrow IPC files, mapped and read without a copy, and written so that they can be. Start from
 * {@link dev.arrowshare.ipc.ArrowFile} and {@link dev.arrowshare.ipc.ArrowFileWriter}.
 */
@NullMarked
package dev.arrowshare.ipc;

import org.jspecify.annotations.NullMarked;

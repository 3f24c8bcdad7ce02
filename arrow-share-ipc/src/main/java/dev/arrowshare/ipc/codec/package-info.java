/**
 * Compression of a body's buffers, each on its own, as the format's section "Compression" has it. Start from
 * {@link dev.arrowshare.ipc.codec.BufferCodec}.
 */
@NullMarked
package dev.arrowshare.ipc.codec;

import org.jspecify.annotations.NullMarked;

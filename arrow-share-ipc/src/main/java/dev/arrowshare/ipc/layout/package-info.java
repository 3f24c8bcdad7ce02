/**
 * Where the bytes of an Arrow file lie: its messages, footer, blocks and buffers, read with every bound checked and written
 * aligned. Start from {@link dev.arrowshare.ipc.layout.ArrowFormat}.
 */
@NullMarked
package dev.arrowshare.ipc.layout;

import org.jspecify.annotations.NullMarked;

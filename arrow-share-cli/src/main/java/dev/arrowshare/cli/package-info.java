/**
 * The {@code arrow-share} command: one class a command, which reads its options, calls the library and prints. Start from {@link
 * dev.arrowshare.cli.ArrowShare}.
 */
@NullMarked
package dev.arrowshare.cli;

import org.jspecify.annotations.NullMarked;

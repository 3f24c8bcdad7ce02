/**
 * Temporary files that become visible whole or not at all, and folders of a run that its death does not leak. Start from
 * {@link dev.arrowshare.ipc.publish.RunFolder}.
 */
@NullMarked
package dev.arrowshare.ipc.publish;

import org.jspecify.annotations.NullMarked;

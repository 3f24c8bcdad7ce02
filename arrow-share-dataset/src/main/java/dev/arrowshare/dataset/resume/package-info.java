/**
 * What a run has finished, kept beside its output so that a killed one can be taken up again. Not for users. Start from {@link
 * dev.arrowshare.dataset.resume.Resumption}.
 */
@NullMarked
package dev.arrowshare.dataset.resume;

import org.jspecify.annotations.NullMarked;

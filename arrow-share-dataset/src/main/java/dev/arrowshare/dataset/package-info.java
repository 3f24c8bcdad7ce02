/**
 * Datasets that threads and processes share without a copy, and the pipelines that map over them. Start from {@link
 * dev.arrowshare.dataset.SharedDataset}.
 */
@NullMarked
package dev.arrowshare.dataset;

import org.jspecify.annotations.NullMarked;

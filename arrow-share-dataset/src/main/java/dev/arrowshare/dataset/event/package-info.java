/**
 * What happens in runs of pipelines and pools, as one stream of events for progress bars, insights, reports and dashboards. Start from
 * {@link dev.arrowshare.dataset.event.RunEvent}.
 */
@NullMarked
package dev.arrowshare.dataset.event;

import org.jspecify.annotations.NullMarked;

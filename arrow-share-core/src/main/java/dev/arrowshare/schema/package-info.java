/**
 * Comparing, printing and fingerprinting schemas, so that mismatches read well. Start from {@link
 * dev.arrowshare.schema.Schemas}.
 */
@NullMarked
package dev.arrowshare.schema;

import org.jspecify.annotations.NullMarked;

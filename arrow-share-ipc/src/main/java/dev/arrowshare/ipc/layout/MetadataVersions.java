package dev.arrowshare.ipc.layout;

import org.apache.arrow.flatbuf.MetadataVersion;

/** Versions of the metadata: V4 (from Arrow 0.8) and V5 (from 1.0) are read, V5 is written. */
final class MetadataVersions {
    private MetadataVersions() {}

    /** Footers by old writers leave the version out, which reads as V1. */
    static void requireInFooter(short version) {
        require(version >= 0 && version < MetadataVersion.V4 ? MetadataVersion.V4 : version);
    }

    static void require(short version) {
        if (version < 0) {
            throw Refused.corrupt("metadata version " + version);
        }
        if (version != MetadataVersion.V4 && version != MetadataVersion.V5) {
            throw Refused.unsupported("metadata version V" + (version + 1) + "; known are V4 and V5");
        }
    }
}

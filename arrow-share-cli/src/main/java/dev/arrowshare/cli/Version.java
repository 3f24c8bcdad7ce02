package dev.arrowshare.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the command's jar, and the JVM that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"arrow-share " + ofThisBuild() + " (Java " + Runtime.version() + ")"};
    }

    static String ofThisBuild() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "not packaged" : version;
    }
}

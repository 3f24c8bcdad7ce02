package dev.arrowshare.cli;

/**
 * One thing that was looked at.
 *
 * @param fix what to do about it; empty when all is well
 */
record Finding(String what, String state, String fix) {
    static Finding well(String what, String state) {
        return new Finding(what, state, "");
    }

    boolean isWell() {
        return fix.isEmpty();
    }
}

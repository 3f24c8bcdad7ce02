package dev.arrowshare.dataset.work;

/** A function that stands for another one, of which messages are to speak. */
public interface NamedFunction {
    /** As messages call the other one. */
    String functionName();
}

package dev.arrowshare.dataset.work;

/** A function that stands for another one, of which messages are to speak. */
public interface NamedFunction {
    /** As messages call the other one. */
    String functionName();

    /** As messages call a function: {@code TipShare}, or {@code a lambda of Job}. */
    static String nameOf(Object function) {
        if (function instanceof NamedFunction named) {
            return named.functionName();
        }
        String name = function.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            return "a lambda of " + name.substring(name.lastIndexOf('.', lambda) + 1, lambda);
        }
        return name.substring(name.lastIndexOf('.') + 1);
    }
}

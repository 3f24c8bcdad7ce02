package dev.arrowshare.parquet.decode;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.page.MalformedPageException;
import org.apache.arrow.memory.OutOfMemoryException;

/** What a caller gets for whatever went wrong within a page. */
final class DecodingFailure {
    private DecodingFailure() {}

    /** @param where file, column, row group and page */
    static RuntimeException of(Throwable cause, String where) {
        if (cause instanceof ArrowShareException || cause instanceof OutOfMemoryException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof UnrepresentableValueException) {
            return new UnsupportedFeatureException(where + cause.getMessage(), cause);
        }
        return cause instanceof MalformedPageException
                ? new CorruptFileException(where + cause.getMessage(), cause)
                : new CorruptFileException(where + "cannot be decoded: " + cause, cause);
    }
}

package dev.arrowshare.parquet.files;

import java.nio.file.Path;
import java.util.Comparator;

/** Names as people sort them: digits within them by the number that they make, so that {@code part-2} comes before {@code part-10}. */
final class NaturalOrder implements Comparator<String> {
    /** Folder by folder; names that differ only in zeros before a number, by their characters. */
    static final Comparator<Path> OF_PATHS = NaturalOrder::comparePaths;

    private static final NaturalOrder OF_NAMES = new NaturalOrder();

    private NaturalOrder() {}

    private static int comparePaths(Path one, Path other) {
        int names = Math.min(one.getNameCount(), other.getNameCount());
        for (int i = 0; i < names; i++) {
            int order =
                    OF_NAMES.compare(one.getName(i).toString(), other.getName(i).toString());
            if (order != 0) {
                return order;
            }
        }
        return one.compareTo(other);
    }

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int iEnd = end(one, i);
            int jEnd = end(other, j);
            int order = comparePieces(one.substring(i, iEnd), other.substring(j, jEnd));
            if (order != 0) {
                return order;
            }
            i = iEnd;
            j = jEnd;
        }
        int left = Integer.compare(one.length() - i, other.length() - j);
        return left == 0 ? one.compareTo(other) : left;
    }

    /** A piece is a number, or a single character. */
    private static int end(String name, int begin) {
        int end = begin;
        while (end < name.length() && isDigit(name.charAt(end))) {
            end++;
        }
        return Math.max(end, begin + 1);
    }

    private static int comparePieces(String one, String other) {
        if (!isDigit(one.charAt(0)) || !isDigit(other.charAt(0))) {
            return one.compareTo(other);
        }
        String number = withoutZeros(one);
        String otherNumber = withoutZeros(other);
        int order = Integer.compare(number.length(), otherNumber.length());
        return order == 0 ? number.compareTo(otherNumber) : order;
    }

    private static String withoutZeros(String digits) {
        int begin = 0;
        while (begin < digits.length() && digits.charAt(begin) == '0') {
            begin++;
        }
        return digits.substring(begin);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}

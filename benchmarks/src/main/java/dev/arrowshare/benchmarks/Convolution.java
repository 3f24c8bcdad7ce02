package dev.arrowshare.benchmarks;

import java.util.Arrays;

/** An image and filters of small whole numbers, and the full convolution of the two, of which every fifth row and column is kept. */
final class Convolution {
    private static final int SIDE = 5_000;
    private static final int FILTER = 4;
    private static final int STEP = 5;
    private static final int FULL = SIDE + FILTER - 1;
    private static final int KEPT = (FULL + STEP - 1) / STEP;

    private Convolution() {}

    static double[] image() {
        double[] image = new double[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                image[row * SIDE + column] = (row * 31 + column * 17) % 255;
            }
        }
        return image;
    }

    private static double[] filter(int number) {
        double[] filter = new double[FILTER * FILTER];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = (i + number) % 7 - 3;
        }
        return filter;
    }

    /** All rows and columns are computed, as SciPy's {@code convolve2d} does, though a fifth of them is kept. */
    static double[] of(double[] image, int number) {
        double[] filter = filter(number);
        double[] kept = new double[KEPT * KEPT];
        double[] line = new double[FULL];
        for (int row = 0; row < FULL; row++) {
            Arrays.fill(line, 0);
            for (int i = Math.max(0, row - SIDE + 1); i < FILTER && i <= row; i++) {
                addRow(line, image, (row - i) * SIDE, filter, i * FILTER);
            }
            if (row % STEP == 0) {
                keep(line, kept, row / STEP * KEPT);
            }
        }
        return kept;
    }

    private static void addRow(double[] line, double[] image, int from, double[] filter, int at) {
        for (int j = 0; j < FILTER; j++) {
            double factor = filter[at + j];
            for (int column = 0; column < SIDE; column++) {
                line[column + j] += image[from + column] * factor;
            }
        }
    }

    private static void keep(double[] line, double[] kept, int at) {
        for (int column = 0; column < KEPT; column++) {
            kept[at + column] = line[column * STEP];
        }
    }
}

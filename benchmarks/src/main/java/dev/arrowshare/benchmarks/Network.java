package dev.arrowshare.benchmarks;

import java.util.Arrays;

/** Two layers of small whole weights, so that 32-bit sums are exact in any order; and 32 images, which is Keras' batch. */
final class Network {
    private static final int IMAGES = 32;
    private static final int PIXELS = 784;
    private static final int HIDDEN = 512;
    private static final int CLASSES = 10;

    private final float[] images = made(IMAGES * PIXELS, 13, 4, 0);
    private final float[] first = made(PIXELS * HIDDEN, 7, 5, -2);
    private final float[] second = made(HIDDEN * CLASSES, 11, 3, -1);

    private static float[] made(int count, int factor, int modulus, int least) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i / 3 * factor + i) % modulus + least;
        }
        return values;
    }

    /** The classes' scores of each image, all higher by the index. */
    double[] evaluate(int index) {
        double[] scores = new double[IMAGES * CLASSES];
        float[] hidden = new float[HIDDEN];
        for (int image = 0; image < IMAGES; image++) {
            Arrays.fill(hidden, 0);
            for (int pixel = 0; pixel < PIXELS; pixel += 4) {
                addFour(hidden, image * PIXELS + pixel, pixel * HIDDEN);
            }
            for (int neuron = 0; neuron < HIDDEN; neuron++) {
                float activation = Math.max(0, hidden[neuron]);
                for (int type = 0; type < CLASSES; type++) {
                    scores[image * CLASSES + type] += activation * second[neuron * CLASSES + type];
                }
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] += index;
        }
        return scores;
    }

    private void addFour(float[] hidden, int pixel, int at) {
        float a = images[pixel];
        float b = images[pixel + 1];
        float c = images[pixel + 2];
        float d = images[pixel + 3];
        for (int neuron = 0; neuron < HIDDEN; neuron++) {
            hidden[neuron] += a * first[at + neuron]
                    + b * first[at + HIDDEN + neuron]
                    + c * first[at + 2 * HIDDEN + neuron]
                    + d * first[at + 3 * HIDDEN + neuron];
        }
    }
}

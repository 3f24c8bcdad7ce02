package dev.arrowshare.parquet.decode;

/** Decimals that are stored as byte arrays, each as short as it can be. */
final class BinaryDecimals extends DerivedValues<BinaryValues> implements FixedValues {
    private final int width;
    private final FoundValues found = new FoundValues();

    /** @param width bytes of a decimal in Arrow */
    BinaryDecimals(BinaryValues values, int width) {
        super(values);
        this.width = width;
    }

    @Override
    public void next(long target, int count) {
        for (int done = 0; done < count; done += BinaryValues.BLOCK) {
            block(target + (long) done * width, Math.min(count - done, BinaryValues.BLOCK));
        }
    }

    private void block(long target, int count) {
        values.take(count, Long.MAX_VALUE);
        values.find(found);
        for (int i = 0; i < count; i++) {
            Conversions.bigEndian(found.addresses[i], found.lengths[i], target + (long) i * width, width);
        }
    }
}

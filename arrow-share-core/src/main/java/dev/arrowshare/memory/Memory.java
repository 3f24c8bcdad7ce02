package dev.arrowshare.memory;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/**
 * Native memory by absolute address, little-endian. Nothing is checked: every caller proves its range first, because a stray
 * access ends the JVM.
 *
 * <p>The one user of {@link Unsafe}. {@code ByteBuffer} cannot address Arrow's buffers without {@code --add-opens}, and
 * {@code MemorySegment} is not in Java 17.
 *
 * <p><b>Threads:</b> plain, unordered accesses.
 */
public final class Memory {
    private static final Unsafe UNSAFE = unsafe();
    private static final long ADDRESS = offset(Buffer.class, "address");
    private static final long CAPACITY = offset(Buffer.class, "capacity");
    private static final long LIMIT = offset(Buffer.class, "limit");
    private static final long BYTES = Unsafe.ARRAY_BYTE_BASE_OFFSET;
    private static final long INTS = Unsafe.ARRAY_INT_BASE_OFFSET;
    private static final Class<?> DIRECT_BUFFER = ByteBuffer.allocateDirect(1).getClass();

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("arrow-share needs a little-endian machine; this one is big-endian");
        }
    }

    private Memory() {}

    public static byte getByte(long address) {
        return UNSAFE.getByte(address);
    }

    public static short getShort(long address) {
        return UNSAFE.getShort(address);
    }

    public static int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    public static long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    public static float getFloat(long address) {
        return UNSAFE.getFloat(address);
    }

    public static double getDouble(long address) {
        return UNSAFE.getDouble(address);
    }

    public static void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    public static void putShort(long address, short value) {
        UNSAFE.putShort(address, value);
    }

    public static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    public static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    public static void putFloat(long address, float value) {
        UNSAFE.putFloat(address, value);
    }

    public static void putDouble(long address, double value) {
        UNSAFE.putDouble(address, value);
    }

    /** Copies {@code bytes} bytes; the ranges may overlap. */
    public static void copy(long from, long to, long bytes) {
        UNSAFE.copyMemory(from, to, bytes);
    }

    public static void copy(long from, byte[] to, int index, int bytes) {
        UNSAFE.copyMemory(null, from, to, BYTES + index, bytes);
    }

    public static void copy(byte[] from, int index, long to, int bytes) {
        UNSAFE.copyMemory(from, BYTES + index, null, to, bytes);
    }

    public static void copy(int[] from, int index, long to, int count) {
        UNSAFE.copyMemory(from, INTS + 4L * index, null, to, 4L * count);
    }

    /** Whether two ranges hold the same. By plain reads: an intrinsic would end the JVM where a mapped file was truncated. */
    public static boolean isSame(long one, long other, long bytes) {
        long words = bytes & -Long.BYTES;
        for (long i = 0; i < words; i += Long.BYTES) {
            if (UNSAFE.getLong(one + i) != UNSAFE.getLong(other + i)) {
                return false;
            }
        }
        for (long i = words; i < bytes; i++) {
            if (UNSAFE.getByte(one + i) != UNSAFE.getByte(other + i)) {
                return false;
            }
        }
        return true;
    }

    public static void fill(long address, long bytes, byte value) {
        UNSAFE.setMemory(address, bytes, value);
    }

    /** Eight bytes of an array, little-endian. */
    public static long getLong(byte[] array, int index) {
        return UNSAFE.getLong(array, BYTES + index);
    }

    /** Uninitialised memory that the caller {@linkplain #free frees}; counted by no allocator. */
    public static long allocate(long bytes) {
        return UNSAFE.allocateMemory(Math.max(bytes, 1));
    }

    public static void free(long address) {
        UNSAFE.freeMemory(address);
    }

    /** Bytes of a page of memory. */
    public static int pageSize() {
        return UNSAFE.pageSize();
    }

    /** The address of a direct buffer's first byte (not of its position). */
    public static long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("a heap buffer has no address");
        }
        return UNSAFE.getLong(direct, ADDRESS);
    }

    /** A little-endian direct buffer over memory that outlives it. Needs no {@code --add-opens}. */
    public static ByteBuffer buffer(long address, int bytes) {
        try {
            ByteBuffer view = (ByteBuffer) UNSAFE.allocateInstance(DIRECT_BUFFER);
            UNSAFE.putLong(view, ADDRESS, address);
            UNSAFE.putInt(view, CAPACITY, bytes);
            UNSAFE.putInt(view, LIMIT, bytes);
            return view.order(ByteOrder.LITTLE_ENDIAN);
        } catch (InstantiationException e) {
            throw new IllegalStateException("cannot view native memory as a ByteBuffer", e);
        }
    }

    /** Unmaps or frees a direct buffer now. Nobody may touch it, or a view of it, again. */
    public static void unmap(ByteBuffer direct) {
        UNSAFE.invokeCleaner(direct);
    }

    @SuppressWarnings("SunApi")
    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Unsafe", e);
        }
    }

    @SuppressWarnings("deprecation")
    private static long offset(Class<?> owner, String field) {
        try {
            return UNSAFE.objectFieldOffset(owner.getDeclaredField(field));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(owner.getName() + " has no field " + field + " on this JVM", e);
        }
    }
}

package dev.arrowshare.dataset.work;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One message between the coordinator and a worker; see {@link ControlChannel} for its bytes. */
public record Frame(byte kind, ByteBuffer payload) {
    /** Worker → coordinator, first of all: the token. */
    public static final byte HELLO = 1;
    /** Coordinator → worker: classes, then the plan as an object stream. */
    static final byte PLAN = 2;
    /** Coordinator → worker: blocks to work on. */
    static final byte TASK = 3;
    /** Worker → coordinator: where the result of a task lies. */
    static final byte ANSWER = 4;
    /** Worker → coordinator: a task, or the start, failed with an exception. */
    public static final byte FAILURE = 5;
    /** Coordinator → worker: no more tasks; finish. */
    static final byte FINISH = 6;
    /** Worker → coordinator: the last frame of a worker that finished, with its figures. */
    static final byte FINISHED = 7;
    /** Worker → coordinator, from a shutdown hook: somebody called {@code System.exit}, or a signal asked us to end. */
    public static final byte GOODBYE = 8;

    /** Worker → coordinator: the plan is opened. */
    static final byte READY = 9;
    /** Worker → coordinator, within a task: the schema of the first result of a task, if it has one. Answered by {@link #SCHEMA}. */
    static final byte SETTLE = 10;
    /** Worker → coordinator, within a task: what is the schema? Answered by {@link #SCHEMA}. */
    static final byte ASK_SCHEMA = 11;
    /** Coordinator → worker: the agreed schema; nothing when the run was cancelled. */
    static final byte SCHEMA = 12;
    /** Worker → coordinator, within a task: the first failure that it went on after. */
    static final byte NOTE = 20;

    /** Worker → coordinator, at any time, since it was asked on standard input: where its threads are. */
    public static final byte STACKS = 40;

    public static String text(ByteBuffer from) {
        byte[] bytes = bytes(from);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static byte[] bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return bytes;
    }

    public static ByteBuffer put(ByteBuffer to, byte[] bytes) {
        return to.putInt(bytes.length).put(bytes);
    }

    static ByteBuffer put(ByteBuffer to, String text) {
        return put(to, text.getBytes(StandardCharsets.UTF_8));
    }
}

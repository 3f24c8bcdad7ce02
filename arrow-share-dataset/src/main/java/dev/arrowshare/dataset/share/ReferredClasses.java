package dev.arrowshare.dataset.share;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The classes that a class file's constant pool names. Source: the JVM specification, section 4.4. */
final class ReferredClasses {
    private static final int MAGIC = 0xCAFEBABE;

    private ReferredClasses() {}

    /** Binary names; of arrays, those of their elements. */
    static Set<String> of(byte[] classFile) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not a class file");
            }
            in.skipNBytes(4);
            return names(in);
        }
    }

    private static Set<String> names(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        String[] texts = new String[count];
        List<Integer> classes = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classes.add(in.readUnsignedShort());
                case 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    // Long and double take two entries.
                    i++;
                }
                default -> throw new IOException("a constant of unknown tag " + tag);
            }
        }
        Set<String> names = new TreeSet<>();
        for (int text : classes) {
            addClass(names, texts[text]);
        }
        return names;
    }

    private static void addClass(Set<String> names, String internalName) {
        String name = internalName;
        if (name.startsWith("[")) {
            String element = name.substring(name.lastIndexOf('[') + 1);
            if (!element.startsWith("L")) {
                return;
            }
            name = element.substring(1, element.length() - 1);
        }
        names.add(name.replace('/', '.'));
    }
}

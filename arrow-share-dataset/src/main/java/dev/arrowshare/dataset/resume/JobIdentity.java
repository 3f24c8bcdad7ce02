package dev.arrowshare.dataset.resume;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What decides about the bytes of a job's output, by names that people understand: the input, the function, the options. Equal ones make
 * equal files.
 */
public record JobIdentity(Map<String, String> parts) {
    /** How to find one, which takes its time. */
    @FunctionalInterface
    public interface Source {
        /**
         * Finds it.
         *
         * @throws IOException for a function that cannot be told from another one
         */
        JobIdentity find() throws IOException;
    }

    public JobIdentity {
        parts = Map.copyOf(parts);
    }

    /** The names of what differs. */
    List<String> differences(JobIdentity other) {
        return parts.keySet().stream()
                .filter(part -> !Objects.equals(parts.get(part), other.parts.get(part)))
                .sorted()
                .toList();
    }

    void writeTo(DataOutput to) throws IOException {
        to.writeInt(parts.size());
        for (Map.Entry<String, String> part : parts.entrySet()) {
            to.writeUTF(part.getKey());
            byte[] value = part.getValue().getBytes(StandardCharsets.UTF_8);
            to.writeInt(value.length);
            to.write(value);
        }
    }

    static JobIdentity read(DataInput from) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        for (int left = from.readInt(); left > 0; left--) {
            String name = from.readUTF();
            byte[] value = new byte[from.readInt()];
            from.readFully(value);
            parts.put(name, new String(value, StandardCharsets.UTF_8));
        }
        return new JobIdentity(parts);
    }
}

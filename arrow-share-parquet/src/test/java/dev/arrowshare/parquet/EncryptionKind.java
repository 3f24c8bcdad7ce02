package dev.arrowshare.parquet;

import dev.arrowshare.testing.ArrowTypes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.crypto.ColumnDecryptionProperties;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.hadoop.metadata.ColumnPath;

/** Ways to encrypt rows with columns int64, utf8, float64 and a list of int32, and the keys that open them. */
enum EncryptionKind {
    ONE_KEY,
    OWN_KEYS,
    COUNTER,
    PLAIN_FOOTER,
    PREFIX_STORED,
    PREFIX_KEPT;

    static final List<Field> FIELDS = List.of(
            ArrowTypes.named("int64"),
            ArrowTypes.named("utf8"),
            ArrowTypes.named("float64"),
            ArrowTypes.nested("list", new ArrowType.List(), ArrowTypes.named("int32")));
    static final byte[] FOOTER_KEY = bytes("0123456789abcdef");
    static final byte[] OWN_KEY = bytes("0123456789abcdef01234567");
    private static final byte[] PREFIX = bytes("rows.parquet");

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Encryption encryption() {
        Encryption one = Encryption.footerKey(FOOTER_KEY);
        Encryption own =
                one.columnKey("utf8", OWN_KEY, bytes("the key of utf8")).columnKey("list", OWN_KEY);
        return switch (this) {
            case ONE_KEY -> one;
            case OWN_KEYS -> own.plainColumn("float64");
            case COUNTER -> own.algorithm(Encryption.Algorithm.AES_GCM_CTR_V1);
            case PLAIN_FOOTER -> own.plainColumn("float64").plainFooter();
            case PREFIX_STORED -> one.aadPrefix(PREFIX);
            case PREFIX_KEPT -> one.footerKeyMetadata(bytes("kf")).aadPrefixKeptElsewhere(PREFIX);
        };
    }

    /** What opens it. */
    Decryption keys() {
        Decryption one = Decryption.none().footerKey(FOOTER_KEY);
        return switch (this) {
            case ONE_KEY, PREFIX_STORED -> one;
            case PREFIX_KEPT -> one.aadPrefix(PREFIX);
            case OWN_KEYS, COUNTER, PLAIN_FOOTER ->
                one.columnKey("utf8", OWN_KEY).columnKey("list", OWN_KEY);
        };
    }

    FileDecryptionProperties oracleKeys() {
        FileDecryptionProperties.Builder builder =
                FileDecryptionProperties.builder().withFooterKey(FOOTER_KEY.clone());
        if (this == PREFIX_KEPT) {
            builder.withAADPrefix(PREFIX);
        }
        if (this == OWN_KEYS || this == COUNTER || this == PLAIN_FOOTER) {
            Map<ColumnPath, ColumnDecryptionProperties> columns = new HashMap<>();
            for (String path : List.of("utf8", "list.list.int32", "list.list.element")) {
                ColumnPath column = ColumnPath.fromDotString(path);
                columns.put(
                        column,
                        ColumnDecryptionProperties.builder(column)
                                .withKey(OWN_KEY.clone())
                                .build());
            }
            builder.withColumnKeys(columns);
        }
        return builder.build();
    }
}

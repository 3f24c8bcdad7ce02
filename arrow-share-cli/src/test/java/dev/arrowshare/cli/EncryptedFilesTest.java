package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted Parquet through the command, with keys in files. */
@Timeout(120)
@ExtendWith(NothingLeft.class)
class EncryptedFilesTest {
    private static final byte[] FOOTER_KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OWN_KEY = "fedcba9876543210ABCDEFGH".getBytes(StandardCharsets.US_ASCII);
    private static final String FOOTER = Base64.getEncoder().encodeToString(FOOTER_KEY);
    private static final String OWN = HexFormat.of().formatHex(OWN_KEY);

    @TempDir
    Path folder;

    private Path trips;

    @BeforeEach
    void sample() {
        trips = folder.resolve("trips.parquet");
        Ran.arrowShare("sample", trips, "--rows", 2000).done();
    }

    private Path keys(String... lines) throws IOException {
        return keysOfMode("rw-------", lines);
    }

    private Path keysOfMode(String mode, String... lines) throws IOException {
        Path file = Files.createTempFile(folder, "keys", ".txt");
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path bothKeys() throws IOException {
        return keys("# of trips", "", "footer = @kf", "column.tip=" + OWN, "id.kf = base64:" + FOOTER);
    }

    private Path encrypted(Object... options) {
        Path file = folder.resolve("encrypted.parquet");
        Object[] all = new Object[options.length + 3];
        all[0] = "convert";
        all[1] = trips;
        all[2] = file;
        System.arraycopy(options, 0, all, 3, options.length);
        Ran.arrowShare(all).done();
        return file;
    }

    private static String rows(Path file, Object... options) {
        Object[] all = new Object[options.length + 5];
        all[0] = "show";
        all[1] = file;
        all[2] = "--rows";
        all[3] = 5;
        all[4] = "--json";
        System.arraycopy(options, 0, all, 5, options.length);
        String said = Ran.arrowShare(all).done().out();
        return said.substring(said.indexOf("\"first rows\""));
    }

    @Test
    void whatIsEncryptedIsShownAndConvertedWithItsKeysAlone() throws IOException {
        Path keys = bothKeys();
        Path file = encrypted("--output-keys", keys);
        assertEquals("PARE", magic(file));
        Ran.arrowShare("show", file).failed(file + ": its footer is encrypted; --keys FILE takes the key");
        assertEquals(rows(trips), rows(file, "--keys", keys));
        Path back = folder.resolve("back.parquet");
        Ran.arrowShare("convert", file, back, "--keys", keys).done();
        assertEquals("PAR1", magic(back));
        assertEquals(rows(trips), rows(back));
        Path footerOnly = keysOfMode("r--------", "footer = " + FOOTER);
        Ran.arrowShare("convert", file, back, "--keys", footerOnly)
                .failed("column 'tip', row group 0: it is encrypted", "; --keys FILE takes keys");
        Ran.arrowShare("convert", file, back, "--keys", footerOnly, "--columns", "trip_id")
                .done();
        Ran.arrowShare("show", file, "--pages", "--keys", keys).done();
    }

    private static String magic(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII);
    }

    @Test
    void theLibraryFindsKeysByTheIdsThatTheCommandHasNoted() throws IOException {
        Path file = encrypted("--output-keys", bothKeys(), "--encryption", "aes_gcm_ctr_v1", "--page-version", 2);
        Decryption found = Decryption.none()
                .keysByMetadata(id -> new String(id, StandardCharsets.UTF_8).equals("kf") ? FOOTER_KEY.clone() : null)
                .columnKey("tip", OWN_KEY);
        assertEquals(
                2000,
                ParquetSource.open(file, ParquetReadOptions.read().decryption(found))
                        .rows());
    }

    @Test
    void aSignedFooterAndPlainColumnsAreForEverybody() throws IOException {
        Path keys = keys("footer = " + FOOTER, "column.tip = " + OWN, "column.trip_id = plain", "aad-prefix = trips");
        Path file = encrypted("--output-keys", keys, "--plain-footer");
        assertEquals("PAR1", magic(file));
        Ran.arrowShare("show", file).done();
        Path ids = folder.resolve("ids.arrow");
        Ran.arrowShare("convert", file, ids, "--columns", "trip_id").done();
        Ran.arrowShare("convert", file, ids).failed("it is encrypted; --keys FILE takes the key");
        Ran.arrowShare("convert", file, ids, "--keys", keys).done();
        assertEquals(rows(trips), rows(ids));
        Path other = keys("footer = " + FOOTER, "column.tip = " + OWN, "aad-prefix = others");
        Ran.arrowShare("convert", file, ids, "--keys", other).failed("bound to another AAD prefix");
    }

    @Test
    void anAadPrefixCanBeKeptFromTheFile() throws IOException {
        Path keys = keys("footer = " + FOOTER, "aad-prefix-kept = trips");
        Path file = encrypted("--output-keys", keys);
        assertEquals(rows(trips), rows(file, "--keys", keys));
        Ran.arrowShare("show", file, "--keys", keys("footer = " + FOOTER))
                .failed("AAD prefix that is not in it; a line 'aad-prefix = TEXT' in the file of --keys gives it");
    }

    @Test
    void plainFilesAreReadWithKeysOnRequestOnly() throws IOException {
        Path keys = keys("footer = " + FOOTER);
        Ran.arrowShare("show", trips, "--keys", keys)
                .failed("is not encrypted, though keys were given; --allow-plain-files reads such files");
        Ran.arrowShare("show", trips, "--keys", keys, "--allow-plain-files").done();
    }

    @Test
    void aRunReadsAndWritesEncryptedFiles() throws IOException {
        Path keys = bothKeys();
        Path file = encrypted("--output-keys", keys);
        Path same = Sources.record(folder, "Same", "", "return batch;");
        for (String workers : List.of("--threads=2", "--processes=1")) {
            Path out = folder.resolve("out.parquet");
            Ran.arrowShare(
                            "run",
                            "--input",
                            file,
                            "--keys",
                            keys,
                            "--map",
                            same,
                            workers,
                            "--output",
                            out,
                            "--output-keys",
                            keys)
                    .done();
            assertEquals("PARE", magic(out));
            assertEquals(rows(trips), rows(out, "--keys", keys));
        }
        Ran.arrowShare("run", "--input", file, "--map", same, "--output", folder.resolve("x.parquet"))
                .failed("its footer is encrypted; --keys FILE takes the key");
    }

    @Test
    void aFileOfKeysThatOthersMayReadIsRefused() throws IOException {
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Path keys = keysOfMode(mode, "footer = " + FOOTER);
            Ran.arrowShare("show", trips, "--keys", keys)
                    .wronglyUsed(keys + ": others may use this file of keys (" + mode + "); chmod 600 " + keys);
            Ran.arrowShare("convert", trips, folder.resolve("x.parquet"), "--output-keys", keys)
                    .wronglyUsed("chmod 600");
        }
        Ran.arrowShare("show", trips, "--keys", folder.resolve("missing")).failed("missing: no such file");
    }

    /** Whatever is wrong with a line: it is named, and what may be a key is not shown. */
    @Test
    void linesThatAreWrongAreNamedWithoutTheirKeys() throws IOException {
        requireWrong("line 2: a key is 16, 24 or 32 bytes in Base64 or hexadecimal", "", "footer = " + FOOTER + "AAAA");
        requireWrong("line 1: a key is 16, 24 or 32 bytes", "footer = hex:" + FOOTER);
        requireWrong("line 1: a key is 16, 24 or 32 bytes", "id.kf = secretsecret");
        requireWrong(
                "line 1: a key of 32 hexadecimal digits could be Base64, too; write hex: or base64: ahead of it",
                "footer = " + HexFormat.of().formatHex(FOOTER_KEY));
        requireWrong("line 1: begins with none of footer, column.NAME, id.ID", FOOTER);
        requireWrong("line 1: a name, '=' and a key are wanted", "footer");
        requireWrong("line 1: a name, '=' and a key are wanted", "footer =");
        requireWrong("line 2: 'footer' is there twice", "footer = " + FOOTER, "footer = " + FOOTER);
        requireWrong("line 2: there is no line 'id.kx'", "footer = " + FOOTER, "column.tip = @kx");
    }

    private void requireWrong(String message, String... lines) throws IOException {
        Path keys = keys(lines);
        Ran ran = Ran.arrowShare("show", trips, "--keys", keys);
        ran.wronglyUsed(keys + ", " + message);
        assertFalse(ran.err().contains(FOOTER.substring(0, 10)), ran.err());
        assertFalse(ran.err().contains("secret"), ran.err());
    }

    @Test
    void optionsThatNeedOthersAreRefusedWithoutThem() throws IOException {
        Path keys = keys("footer = " + FOOTER);
        Path parquet = folder.resolve("x.parquet");
        Path arrow = folder.resolve("x.arrow");
        Ran.arrowShare("convert", trips, parquet, "--plain-footer").wronglyUsed("go with --output-keys");
        Ran.arrowShare("convert", trips, parquet, "--allow-plain-files").wronglyUsed("goes with --keys");
        Ran.arrowShare("convert", trips, arrow, "--output-keys", keys).wronglyUsed("--output-keys is for Parquet");
        Ran.arrowShare("convert", trips, parquet, "--output-keys", keys("column.tip = " + OWN))
                .wronglyUsed("has no line 'footer = KEY'");
        Ran.arrowShare("convert", trips, parquet, "--output-keys", keys("footer = " + FOOTER, "column.tpi = " + OWN))
                .failed("column 'tpi', which is not there");
        Ran.arrowShare("convert", trips, arrow).done();
        Ran.arrowShare("show", arrow, "--keys", keys).wronglyUsed("--keys is for Parquet");
        Ran.arrowShare("convert", arrow, parquet, "--keys", keys).wronglyUsed("--keys is for Parquet");
        assertTrue(Files.notExists(parquet));
    }
}

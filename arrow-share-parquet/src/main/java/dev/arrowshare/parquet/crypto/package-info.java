/** Parquet's modular encryption: keys, ciphers, and what binds a module to its place. Start with {@link dev.arrowshare.parquet.crypto.ModuleCipher}. */
@NullMarked
package dev.arrowshare.parquet.crypto;

import org.jspecify.annotations.NullMarked;

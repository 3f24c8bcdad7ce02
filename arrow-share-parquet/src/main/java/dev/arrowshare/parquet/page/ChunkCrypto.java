package dev.arrowshare.parquet.page;

import dev.arrowshare.parquet.crypto.ChunkPlace;
import dev.arrowshare.parquet.crypto.CryptoKey;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;

/**
 * How a chunk is encrypted.
 *
 * @param pages how the bodies of its pages are
 */
record ChunkCrypto(CryptoKey key, Mode pages, ChunkPlace place) {}

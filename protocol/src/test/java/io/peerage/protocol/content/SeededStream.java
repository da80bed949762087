package io.peerage.protocol.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The stream of {@code bep52_vectors.py}: AES-128-CTR over zeros. */
final class SeededStream {
  private static final int PIECE = 1024 * 1024;

  private SeededStream() {}

  static byte[] bytes(int length) {
    ByteBuffer all = ByteBuffer.allocate(length);
    feed(length, all::put);
    return all.array();
  }

  static void feed(long length, Consumer<ByteBuffer> sink) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec("peerage-vectors!".getBytes(StandardCharsets.US_ASCII), "AES"),
          new IvParameterSpec(new byte[16]));
      byte[] zeros = new byte[PIECE];
      for (long left = length; left > 0; left -= PIECE) {
        sink.accept(ByteBuffer.wrap(cipher.update(zeros, 0, (int) Math.min(left, PIECE))));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

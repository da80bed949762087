package io.peerage.runtime.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as text (RFC 7468). */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private Pem() {}

  /** One block with {@code der} in it. */
  public static String write(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /**
   * The contents of the blocks of {@code file} that have {@code label}, in order, at least one.
   *
   * @throws IllegalArgumentException when there is none, or the file is over 64 KiB
   */
  public static List<byte[]> read(Path file, String label) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(file.getFileName() + " is too long");
    }
    return parse(String.valueOf(file.getFileName()), Files.readString(file), label);
  }

  /**
   * The contents of the blocks of {@code text} that have {@code label}, in order, at least one.
   *
   * @param name of what the text is, for messages
   * @throws IllegalArgumentException when there is none
   */
  public static List<byte[]> parse(String name, String text, String label) {
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
      }
    }
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException(name + " has no " + label);
    }
    return blocks;
  }
}

package io.peerage.adapter.keys;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * What opens private keys at rest: {@value #MIN_CHARS} to {@value #MAX_CHARS} characters. Comes
 * from a file or an environment variable, never from a configuration file. {@link #close} wipes it.
 */
public final class Passphrase implements AutoCloseable {
  /** The fewest characters. */
  public static final int MIN_CHARS = 8;

  private static final int MAX_CHARS = 1024;

  private final char[] chars;

  private Passphrase(char[] chars) {
    this.chars = chars;
  }

  /** Copies {@code chars}. */
  public static Passphrase of(char[] chars) throws KeysException {
    return checked("the passphrase", chars.clone());
  }

  /** The first line of {@code file}, without its line end. */
  public static Passphrase ofFile(Path file) throws KeysException {
    try {
      if (Files.size(file) > 4 * MAX_CHARS) {
        throw new KeysException(file + ": is too long to be a file with a passphrase");
      }
      byte[] bytes = Files.readAllBytes(file);
      CharBuffer decoded = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
      Arrays.fill(bytes, (byte) 0);
      int end = 0;
      while (end < decoded.length() && decoded.charAt(end) != '\n' && decoded.charAt(end) != '\r') {
        end++;
      }
      char[] line = new char[end];
      decoded.get(line);
      return checked("the passphrase in " + file, line);
    } catch (NoSuchFileException e) {
      throw new KeysException(file + ": there is no such file; write the passphrase into it", e);
    } catch (KeysException e) {
      throw e;
    } catch (IOException e) {
      throw new KeysException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The value of {@code variable}. */
  public static Passphrase ofEnvironment(Map<String, String> environment, String variable)
      throws KeysException {
    String value = environment.get(variable);
    if (value == null) {
      throw new KeysException(
          "environment variable " + variable + " is not set; it holds the keys' passphrase");
    }
    return checked("the passphrase in " + variable, value.toCharArray());
  }

  private static Passphrase checked(String what, char[] chars) throws KeysException {
    if (chars.length < MIN_CHARS || chars.length > MAX_CHARS) {
      throw new KeysException(
          "%s has %d characters; it needs %d to %d"
              .formatted(what, chars.length, MIN_CHARS, MAX_CHARS));
    }
    return new Passphrase(chars);
  }

  /** The characters themselves, not a copy. */
  char[] chars() {
    return chars;
  }

  @Override
  public void close() {
    Arrays.fill(chars, '\0');
  }

  @Override
  public String toString() {
    return "a passphrase";
  }
}

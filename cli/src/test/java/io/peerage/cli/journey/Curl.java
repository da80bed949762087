package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The curl program, as a client that knows nothing of us. */
final class Curl {
  private final Path folder;

  /**
   * @param folder for its output, meanwhile
   */
  Curl(Path folder) {
    this.folder = folder;
  }

  /**
   * A response.
   *
   * @param fields by their names in lower case
   */
  record Response(int status, Map<String, String> fields, ByteBuffer body) {
    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /** Asks for {@code uri}, with further options. */
  Response get(URI uri, String... options) throws IOException, InterruptedException {
    Path header = Files.createTempFile(folder, "header", ".txt");
    Path body = Files.createTempFile(folder, "body", ".bin");
    try {
      run(uri, header, body, options);
      return parse(Files.readAllLines(header), Files.readAllBytes(body));
    } finally {
      Files.delete(header);
      Files.delete(body);
    }
  }

  /** Goes on with a file that has the first bytes of {@code uri} already. */
  Response resume(URI uri, Path file) throws IOException, InterruptedException {
    Path header = Files.createTempFile(folder, "header", ".txt");
    try {
      run(uri, header, file, "--continue-at", "-");
      return parse(Files.readAllLines(header), Files.readAllBytes(file));
    } finally {
      Files.delete(header);
    }
  }

  private void run(URI uri, Path header, Path body, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--dump-header", header.toString(), "--output", body.toString()));
    command.addAll(List.of(options));
    command.add(uri.toString());
    Program.Result result = Program.run(folder, command);
    assertThat(result.status()).as("%s: %s", command, result.err()).isZero();
  }

  private static Response parse(List<String> lines, byte[] body) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new Response(
        Integer.parseInt(lines.getFirst().split(" ", -1)[1]), fields, ByteBuffer.wrap(body));
  }
}

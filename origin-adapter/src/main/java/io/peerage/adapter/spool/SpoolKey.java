package io.peerage.adapter.spool;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file of the spool holds.
 *
 * @param chunk a chunk's number, or {@link #WHOLE}
 */
record SpoolKey(ContentRoot root, int chunk) {
  static final int WHOLE = -1;

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{64})\\.(whole|\\d{1,4})");

  static SpoolKey of(ChunkId id) {
    return new SpoolKey(id.root(), id.index());
  }

  Path file(Path folder) {
    String root = root().toString();
    return folder
        .resolve(root.substring(0, 2))
        .resolve(root + "." + (chunk == WHOLE ? "whole" : Integer.toString(chunk)));
  }

  /** The key of a file by its name; nothing when it is none of the spool's. */
  static Optional<SpoolKey> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new SpoolKey(
                ContentRoot.parse(matcher.group(1)),
                matcher.group(2).equals("whole") ? WHOLE : Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}

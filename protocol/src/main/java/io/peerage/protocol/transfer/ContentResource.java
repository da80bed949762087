package io.peerage.protocol.transfer;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a path below {@code /peerage/v1/content/} names. */
public sealed interface ContentResource {
  /** The start of every path of this kind. */
  String PREFIX = "/peerage/v1/content/";

  /** A chunk. */
  record Chunk(ChunkId id) implements ContentResource {
    @Override
    public String path() {
      return PREFIX + id.root() + "/chunks/" + id.index();
    }
  }

  /** The hashes of all chunks. */
  record Layer(ContentRoot root) implements ContentResource {
    @Override
    public String path() {
      return PREFIX + root + "/layer";
    }
  }

  /** The path of this resource. */
  String path();

  /** Reads a path; nothing when it names none of these. */
  static Optional<ContentResource> parse(String path) {
    Matcher matcher = Paths.FORM.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ContentRoot root = ContentRoot.parse(matcher.group(1));
    if (matcher.group(2) == null) {
      return Optional.of(new Layer(root));
    }
    try {
      return Optional.of(new Chunk(new ChunkId(root, Integer.parseInt(matcher.group(2)))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Holds the pattern, which an interface cannot hide. */
  final class Paths {
    private static final Pattern FORM =
        Pattern.compile(PREFIX + "([0-9a-f]{64})/(?:layer|chunks/(0|[1-9]\\d{0,3}))");

    private Paths() {}
  }
}

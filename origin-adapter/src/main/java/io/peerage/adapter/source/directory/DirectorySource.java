package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.Answer;
import io.peerage.adapter.source.CacheRule;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.Listing;
import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.ShortAnswer;
import io.peerage.adapter.source.Source;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files below a folder. The query of a path plays no part; a path that ends with a slash names
 * nothing, since no index is made up.
 */
public final class DirectorySource implements Source {
  /**
   * Longer than a kernel's clock for files stands still. A file that changed less than this ago
   * might change again without its time telling, so it is read only a moment later.
   */
  private static final Duration SETTLED = Duration.ofMillis(25);

  private static final int MAX_WAITS = 3;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FilePaths paths;
  private final List<CacheRule> cacheRules;
  private final InstantSource clock;

  /**
   * @throws IOException when there is no such folder
   */
  public DirectorySource(Path root, List<CacheRule> cacheRules, InstantSource clock)
      throws IOException {
    this.paths = new FilePaths(root);
    this.cacheRules = List.copyOf(cacheRules);
    this.clock = clock;
  }

  /** The folder, with all links followed. */
  public Path root() {
    return paths.root();
  }

  /** The path of {@code file}, a real path below {@link #root}; nothing when none names it. */
  public Optional<ObjectPath> pathOf(Path file) {
    return paths
        .pathOf(file)
        .filter(path -> path.length() <= ObjectPath.MAX_CHARS)
        .map(ObjectPath::new);
  }

  /**
   * What lies below {@code tree}.
   *
   * @param tree a real path, which is {@link #root} or within it
   */
  public Listing listing(Path tree) {
    return new FolderListing(this, tree);
  }

  @Override
  public Answer fetch(ObjectPath path, Optional<ObjectVersion> known)
      throws SourceException, InterruptedException {
    Optional<Path> file = find(path);
    if (file.isEmpty()) {
      return new Answer.Absent();
    }
    Optional<FileVersion> version = settledVersion(file.get());
    if (version.isEmpty()) {
      return new Answer.Absent();
    }
    Map<String, String> fields = fields(file.get(), version.get());
    ObjectVersion current = version.get().toObjectVersion();
    return known.filter(current::isSurely).isPresent()
        ? new Answer.Unchanged(fields)
        : new FoundFile(
            current, fields, FileBody.open(file.get(), version.get(), 0, version.get().size()));
  }

  /** A file that is open. */
  private record FoundFile(ObjectVersion version, Map<String, String> fields, InputStream body)
      implements Answer.Found {
    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Override
  public InputStream read(ObjectPath path, ObjectVersion version, long from, long length)
      throws SourceException {
    Optional<Path> file = find(path);
    Optional<FileVersion> current = file.flatMap(FileVersion::of);
    if (file.isEmpty()
        || current.isEmpty()
        || !current.get().toObjectVersion().isSurely(version)
        || from + length > current.get().size()) {
      throw new SourceException(Kind.CHANGED, path + " is no longer what it was");
    }
    return FileBody.open(file.get(), current.get(), from, length);
  }

  @Override
  public void forward(ForwardedRequest request, ForwardedResponse response) throws IOException {
    if (!ShortAnswer.isRead(request)) {
      ShortAnswer.methodNotAllowed(request, response);
      return;
    }
    Optional<Path> file = find(request.target());
    Optional<FileVersion> version = file.flatMap(FileVersion::of);
    if (file.isEmpty() || version.isEmpty()) {
      ShortAnswer.send(request, response, 404, List.of(), "not found");
      return;
    }
    send(request, response, file.get(), version.get());
  }

  private void send(
      ForwardedRequest request, ForwardedResponse response, Path file, FileVersion version)
      throws IOException {
    List<Field> fields = new ArrayList<>();
    fields(file, version).forEach((name, value) -> fields.add(new Field(name, value)));
    fields.add(new Field("accept-ranges", "bytes"));
    switch (Preconditions.evaluate(request, version)) {
      case FAILED -> ShortAnswer.send(request, response, 412, List.of(), "precondition failed");
      case NOT_MODIFIED -> response.begin(304, fields).close();
      case GO_ON -> {
        switch (Preconditions.range(request, version)) {
          case ByteRange.Unsatisfiable _ ->
              ShortAnswer.send(
                  request,
                  response,
                  416,
                  List.of(new Field("content-range", "bytes */" + version.size())),
                  "range not satisfiable");
          case ByteRange.Whole _ -> {
            fields.add(new Field("content-length", Long.toString(version.size())));
            copy(request, response, 200, fields, file, version, 0, version.size());
          }
          case ByteRange.Part(long from, long length) -> {
            fields.add(new Field("content-length", Long.toString(length)));
            fields.add(
                new Field(
                    "content-range",
                    "bytes %d-%d/%d".formatted(from, from + length - 1, version.size())));
            copy(request, response, 206, fields, file, version, from, length);
          }
        }
      }
    }
  }

  private static void copy(
      ForwardedRequest request,
      ForwardedResponse response,
      int status,
      List<Field> fields,
      Path file,
      FileVersion version,
      long from,
      long length)
      throws IOException {
    if (request.method().equals("HEAD")) {
      response.begin(status, fields).close();
      return;
    }
    try (FileBody body = FileBody.open(file, version, from, length)) {
      OutputStream out = response.begin(status, fields);
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
      }
      out.close();
    }
  }

  private Optional<Path> find(ObjectPath path) throws SourceException {
    return find(path.value());
  }

  private Optional<Path> find(String target) throws SourceException {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    try {
      Optional<Path> file = path.startsWith("/") ? paths.file(path) : Optional.empty();
      if (file.isEmpty() && !Files.isDirectory(paths.root())) {
        // A disk that is not mounted must not look like an origin that deleted everything.
        throw new SourceException(Kind.UNREACHABLE, paths.root() + ": the folder is gone");
      }
      return file;
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      throw new SourceException(Kind.UNREACHABLE, paths.root() + ": " + e.getMessage(), e);
    }
  }

  /** The version of {@code file}, once its last change is long enough ago to be told apart. */
  private Optional<FileVersion> settledVersion(Path file)
      throws SourceException, InterruptedException {
    for (int waits = 0; waits < MAX_WAITS; waits++) {
      Optional<FileVersion> version = FileVersion.of(file);
      if (version.isEmpty() || isSettled(version.get())) {
        return version;
      }
      Thread.sleep(SETTLED);
    }
    throw new SourceException(Kind.CHANGED, file + ": is being written");
  }

  private boolean isSettled(FileVersion version) {
    Duration age = Duration.between(version.modified(), clock.instant());
    return age.isNegative() || age.compareTo(SETTLED) >= 0;
  }

  private Map<String, String> fields(Path file, FileVersion version) {
    String name = file.getFileName().toString();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("content-type", ContentTypes.of(name));
    fields.put("etag", version.etag());
    fields.put("last-modified", version.lastModified());
    CacheRule.of(cacheRules, name).ifPresent(value -> fields.put("cache-control", value));
    return fields;
  }

  @Override
  public void close() {}
}

package io.peerage.simulation.scenario;

import io.peerage.agent.swarm.SourcePlanner;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.tracker.trust.TrustBook;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells programs apart that may play the same seed otherwise. */
public final class ProgramDigest {
  /** One of each module that takes part in a run. */
  private static final List<Class<?>> PARTS =
      List.of(ProgramDigest.class, TrustBook.class, SourcePlanner.class, Sha256Hash.class);

  private ProgramDigest() {}

  /**
   * A SHA-256 over all classes of the simulation, the tracker, the agent and the protocol, in hex;
   * the same for jars and for folders.
   */
  public static String compute() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Class<?> part : PARTS) {
        Path place = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
          add(place, digest);
        } else {
          try (FileSystem jar = FileSystems.newFileSystem(place)) {
            add(jar.getPath("/"), digest);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Path root, MessageDigest digest) throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(root)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : classes) {
      digest.update(Files.readAllBytes(file));
    }
  }
}

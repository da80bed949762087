package io.peerage.simulation.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * Tells programs apart that may play the same seed otherwise. What a run depends on are the classes
 * that the scenarios name, those that these name, and so on; what else the modules have may change.
 */
public final class ProgramDigest {
  private static final String OURS = "io/peerage/";

  private final NavigableMap<String, byte[]> classes = new TreeMap<>();

  private ProgramDigest() {}

  /** Finds the classes of all scenarios. */
  public static ProgramDigest ofScenarios() throws IOException {
    ProgramDigest program = new ProgramDigest();
    Deque<String> toRead = new ArrayDeque<>();
    toRead.add(Scenarios.class.getName().replace('.', '/'));
    while (!toRead.isEmpty()) {
      String name = toRead.remove();
      if (!program.classes.containsKey(name)) {
        byte[] bytes = read(name);
        program.classes.put(name, bytes);
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
          if (entry instanceof ClassEntry named) {
            String element = element(named.asInternalName());
            if (element.startsWith(OURS)) {
              toRead.add(element);
            }
          }
        }
      }
    }
    return program;
  }

  private static byte[] read(String name) throws IOException {
    String file = name + ".class";
    try (InputStream in = ProgramDigest.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException("no " + file + " among the program's classes");
      }
      return in.readAllBytes();
    }
  }

  /** The class of an array's elements; other names as they are. */
  private static String element(String name) {
    return name.startsWith("[") ? name.replaceFirst("^\\[+L", "").replace(";", "") : name;
  }

  /** Their names, such as {@code io/peerage/tracker/trust/TrustModel}. */
  public NavigableSet<String> classes() {
    return Collections.unmodifiableNavigableSet(classes.navigableKeySet());
  }

  /** A SHA-256 over them, in hex; the same for jars and for folders. */
  public String hex() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, byte[]> one : classes.entrySet()) {
        digest.update((one.getKey() + " " + one.getValue().length + "\n").getBytes(UTF_8));
        digest.update(one.getValue());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

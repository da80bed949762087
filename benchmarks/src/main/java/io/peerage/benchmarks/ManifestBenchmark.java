package io.peerage.benchmarks;

import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ManifestVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestSite;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Signing and believing the manifest of an object of 4 MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ManifestBenchmark {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final TestSite site = new TestSite("media.example.com", NOW);
  private final ObjectPath path = new ObjectPath("/vod/720p/segment-00017.ts");
  private final Manifest manifest =
      site.manifest(
          path.value(),
          1,
          SeededContent.of(1, 4 << 20).hashed(),
          Map.of("content-type", "video/mp2t", "cache-control", "max-age=60"),
          NOW);
  private final byte[] envelope = site.sign(manifest).toJson();
  private final TrustedRoot root = site.trusted();

  /** What the publisher pays. */
  @Benchmark
  public byte[] sign() {
    return site.sign(manifest).toJson();
  }

  /** What an agent pays, from the bytes as received. */
  @Benchmark
  public Object parseAndVerify() throws MalformedMessageException, UntrustedException {
    Envelope parsed = Envelope.parse("manifest", envelope, Manifest.MAX_ENVELOPE_BYTES);
    return ManifestVerifier.verify(parsed, path, root, Optional.empty(), NOW);
  }
}

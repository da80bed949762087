package io.peerage.benchmarks;

import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.content.RangeProof;
import io.peerage.testing.SeededContent;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Hashing and verifying content of 4 MiB in chunks of 1 MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContentBenchmark {
  private static final int BYTES = 4 << 20;

  private final SeededContent content = SeededContent.of(1, BYTES);
  private final ContentVerifier verifier = content.hashed().verifier();
  private final RangeProof fourBlocks = content.hashed().prove(1, 8, 4);

  /** What the publisher pays: the whole tree of 4 MiB. */
  @Benchmark
  public HashedContent hash4MiB() {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(content.bytes()));
    return hasher.finish();
  }

  /** What a reader pays for a chunk of 1 MiB. */
  @Benchmark
  public Object verifyChunk1MiB() throws ContentMismatchException {
    return verifier.verify(1, content.chunk(1));
  }

  /** What a reader pays to know that the hashes of a range of four blocks are right. */
  @Benchmark
  public Object acceptProofOfFourBlocks() throws ContentMismatchException {
    return verifier.accept(1, 8, 4, fourBlocks);
  }

  /** What a server pays to prove them. */
  @Benchmark
  public RangeProof proveFourBlocks() {
    return content.hashed().prove(1, 8, 4);
  }
}

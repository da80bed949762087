package io.peerage.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.peerage.agent.accounting.Admission;
import io.peerage.agent.peer.PeerConfig;
import io.peerage.agent.peer.PeerServer;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.store.StoreConfig;
import io.peerage.agent.store.StoreEvents;
import io.peerage.agent.takedown.TakedownEvents;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.Listener;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.transfer.AnswerSignatures;
import io.peerage.runtime.transfer.ChunkDownload;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A chunk of 1 MiB from one agent to another over mTLS, out of memory and verified; and what of it
 * is the signature. Both ends are in this process, so its CPU time is that of both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TransferBenchmark {
  private static final int SLOTS = 4;
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ListenAddress ANY = ListenAddress.parse("127.0.0.1:0");
  private static final BlockRun WHOLE = new BlockRun(0, 64);

  private final SeededContent content = SeededContent.of(1, 4 << 20);
  private final ContentVerifier verifier = content.hashed().verifier();
  private final TestTrustDomain domain = new TestTrustDomain(Instant.now());
  private final CurrentIdentity server = domain.current(Role.AGENT, "server");
  private final PrivateKey key = server.get().key();
  private final TransferAnswer answer =
      new TransferAnswer.Chunk(
          verifier.root(),
          verifier.layout().length(),
          1,
          WHOLE,
          content.hashed().prove(1, 0, WHOLE.count()));
  private final TransferSignature signature = TransferSignature.sign(answer, Instant.now(), key);
  private final AnswerSignatures signatures = new AnswerSignatures(CLOCK);
  private Path folder;
  private ExecutorService threads;
  private ChunkStore store;
  private Listener listener;
  private FleetClient client;

  /**
   * CPU time of the whole process for each transfer, said after each iteration: JMH would only sum
   * it up.
   */
  @State(Scope.Thread)
  public static class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long begunNanos;
    private long transfers;

    @Setup(Level.Iteration)
    public void begin() {
      begunNanos = SYSTEM.getProcessCpuTime();
      transfers = 0;
    }

    @TearDown(Level.Iteration)
    public void say() {
      double micros = (SYSTEM.getProcessCpuTime() - begunNanos) / 1e3 / Math.max(1, transfers);
      System.out.printf(Locale.ROOT, "%.0f us of CPU, both ends, for each: ", micros);
    }
  }

  @SuppressWarnings("NullAway.Init") // before the first call
  public TransferBenchmark() {}

  @Setup
  public void start() throws Exception {
    folder = Files.createTempDirectory("transfer-benchmark");
    threads = Executors.newVirtualThreadPerTaskExecutor();
    store = ChunkStore.open(folder.resolve("store"), StoreConfig.DEFAULTS, CLOCK, StoreEvents.NONE);
    store.put(verifier, verifier.verify(1, content.chunk(1)));
    PeerServer peers =
        new PeerServer(
            PeerConfig.DEFAULTS,
            server,
            CLOCK,
            store,
            (_, _) -> Optional.empty(),
            new FleetView(CLOCK),
            new Admission(
                server.get().id().id(), server.get().authority(), SLOTS, CLOCK::instant, CLOCK),
            Takedowns.open(
                folder.resolve("takedowns.json"),
                domain.pin(),
                CLOCK,
                new TakedownEvents() {},
                _ -> {}),
            new TrafficMeter(),
            threads,
            System::nanoTime);
    listener =
        Listener.mutual(
                "peer.listen", ANY, FleetTls.context(server, Set.of(Role.AGENT), CLOCK), peers)
            .start();
    client =
        new FleetClient(
            FleetTls.context(domain.current(Role.AGENT, "client"), Set.of(Role.AGENT), CLOCK),
            PATIENCE,
            2,
            2);
  }

  @TearDown
  public void stop() throws IOException {
    client.close();
    listener.stop();
    store.close();
    threads.close();
  }

  /** The whole of it. */
  @Benchmark
  public void transfer1MiB(Cpu cpu) throws IOException {
    new ChunkDownload(
            client, URI.create("https://127.0.0.1:" + listener.port()), verifier, 1, WHOLE)
        .requireSignature(signatures)
        .run(
            server.get().id(),
            PATIENCE,
            new ChunkDownload.Sink() {
              @Override
              public void proven(ProvenBlocks blocks) {}

              @Override
              public boolean accept(VerifiedBlock block) {
                return true;
              }
            });
    cpu.transfers++;
  }

  /** What the server pays for its signature. */
  @Benchmark
  public TransferSignature sign() {
    return TransferSignature.sign(answer, CLOCK.instant(), key);
  }

  /** What the client pays to check it. */
  @Benchmark
  public Optional<Instant> verify() {
    return signature.verify(answer, key.publicKey());
  }
}

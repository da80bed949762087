package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.demo.fleet.FleetOptions;
import io.peerage.demo.viewer.ViewerTotals;
import io.peerage.runtime.http.AdminClient;
import io.peerage.testing.HostilePeers;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Processes are killed (SIGKILL) while they work. Agent "viewer" has all patience with others, so
 * that what it fetches from agent "seeder" comes from there for as long as that lives; the seeder's
 * uploads are slow enough for a kill to come in their middle.
 */
@Timeout(300)
class CrashJourneyTest {
  private static final int MIB = 1 << 20;
  private static final List<String> PATIENT =
      List.of(
          "swarm.firstByte=12s", "swarm.stall=12s", "swarm.originAfter=12s", "swarm.minRate=0B");
  private static final List<String> SLOW = List.of("peer.uploadRate=3MiB");

  @TempDir static Path temp;
  private static Scene scene;

  @BeforeAll
  static void start() throws Exception {
    FleetOptions options =
        Scene.OPTIONS
            .withOrigin("max-age=1")
            .withTracker("audit.interval=2s", "audit.quarantineInterval=1s");
    scene = Scene.start(temp.resolve("fleet"), options);
    scene.fleet.startAgent("viewer", PATIENT);
    scene.fleet.startAgent("seeder", SLOW);
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void transferFromAKilledAgentEndsWithTheRightBytes() throws Exception {
    publish("/killed/seeder.bin", 1, 20);
    ViewerTotals totals = new ViewerTotals();
    double peerBytes = scene.metric("viewer", "peerage_agent_peer_bytes_total");
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> viewing =
          thread.submit(() -> {
            scene.requireRight("viewer", "/killed/seeder.bin", totals);
            return null;
          });
      Scene.await()
          .failFast("the transfer is over", viewing::isDone)
          .until(() -> scene.metric("viewer", "peerage_agent_peer_bytes_total") > peerBytes);
      scene.fleet.process("seeder").kill();
      assertThat(totals.bytes()).as("before the kill").isLessThan(20L * MIB);
      viewing.get(Scene.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      restartSeeder();
    }
    assertThat(scene.metric("viewer", "peerage_agent_origin_bytes_total"))
        .as("what the seeder did not deliver")
        .isPositive();
    scene.requireRight("seeder", "/killed/seeder.bin");
    assertThat(scene.metric("seeder", "peerage_agent_origin_bytes_total")).isZero();
  }

  @Test
  void agentKilledWhileItWritesItsStoreComesBackWithItAndNoCorruptHit() throws Exception {
    for (int chunks : List.of(2, 11)) {
      String path = "/killed/writer-%d.bin".formatted(chunks);
      scene.publish(path, chunks, 24 * MIB + 12_345);
      scene.awaitSigned("seeder", path);
      long before = storedChunks();
      Path received = Files.createFile(temp.resolve("received-" + chunks));
      CompletableFuture<Program.Result> client =
          CompletableFuture.supplyAsync(() -> download(path, received));
      Scene.await()
          .pollInterval(Duration.ofMillis(5))
          .failFast("the download is over", client::isDone)
          .until(() -> storedChunks() >= before + chunks);
      scene.fleet.process("seeder").kill();
      assertThat(client.get(Scene.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
          .as("curl, whose download broke off")
          .isNotZero();
      byte[] part = Files.readAllBytes(received);
      byte[] whole = Files.readAllBytes(scene.fleet.content().resolve(path.substring(1)));
      assertThat(Arrays.mismatch(part, whole))
          .as("what came is the start of it")
          .isEqualTo(part.length);

      restartSeeder();
      assertThat(files(".part")).as("files that were being written").isZero();
      scene.requireRight("seeder", path);
      assertThat(scene.metric("seeder", "peerage_agent_store_bytes_total"))
          .as("delivered from what was written before the kill")
          .isGreaterThanOrEqualTo((double) chunks * MIB);
      assertThat(scene.metric("seeder", "peerage_agent_store_corrupt_total")).isZero();
      scene.requireRight("viewer", path);
    }
  }

  @Test
  void trackerKilledAndRestartedForgetsNothingAndNobodyWaitsForIt() throws Exception {
    publish("/killed/tracker.bin", 3, 4);
    scene.fleet.startHostile("hostile", HostilePeers.CORRUPTS);
    scene.requireRight("hostile", "/killed/tracker.bin");
    Scene.await().until(() -> scene.agent("hostile").get("state").asString().equals("BANNED"));
    Scene.await().until(() -> scene.agent("seeder").get("good").asDouble() > 0);
    List<Durable> before = List.of(durable("viewer"), durable("seeder"), durable("hostile"));
    assertThat(before.getLast().evidence).isNotEmpty();

    scene.fleet.process("tracker").kill();
    scene.publish("/killed/meanwhile.bin", 4, 3 * MIB);
    scene.requireRight("viewer", "/killed/meanwhile.bin");
    scene.requireRight("seeder", "/killed/meanwhile.bin");
    Instant restart = Instant.now();
    scene.fleet.startTracker();

    for (Durable then : before) {
      Durable now = durable(then.name);
      assertThat(now.id).as(then.name).isEqualTo(then.id);
      assertThat(now.verdicts).as(then.name).startsWith(then.verdicts.toArray(String[]::new));
      assertThat(now.evidence).as(then.name).containsAllEntriesOf(then.evidence);
      // Evidence for and against fades over days; what comes in may add to it.
      assertThat(now.good).as("%s, good", then.name).isGreaterThanOrEqualTo(0.99 * then.good);
      assertThat(now.bad).as("%s, bad", then.name).isGreaterThanOrEqualTo(0.99 * then.bad);
    }
    assertThat(durable("hostile").state).isEqualTo("BANNED");
    for (String agent : List.of("viewer", "seeder")) {
      Scene.await()
          .ignoreExceptionsInstanceOf(NullPointerException.class)
          .until(() -> {
            JsonNode seen = scene.agent(agent);
            return seen.get("online").asBoolean()
                && Instant.parse(seen.get("lastSeen").asString()).isAfter(restart);
          });
    }
    scene.fleet.process("hostile").close();
  }

  @Test
  void whatPeersHoldIsServedWhileOriginAndAdapterAreDead() throws Exception {
    publish("/killed/origin.bin", 5, 12);
    scene.awaitSigned("viewer", "/killed/origin.bin");
    scene.publish("/killed/unknown.bin", 6, MIB);
    double ofPeers = scene.metric("viewer", "peerage_agent_peer_bytes_total");
    scene.fleet.process("adapter").kill();
    scene.fleet.process("origin").kill();
    try {
      for (String agent : List.of("seeder", "viewer")) {
        Scene.await()
            .until(
                () -> scene.head(scene.uri(agent, "/killed/origin.bin")).headers(),
                header ->
                    header.firstValue("Cache-Status").orElse("").matches(".*; hit; ttl=-\\d+.*"));
      }
      scene.requireRight("seeder", "/killed/origin.bin");
      scene.requireRight("viewer", "/killed/origin.bin");
      // Counted when a transfer is over, which may be a moment after its last byte.
      // What the viewer has already, it fetched as a home when the seeder asked it: by the lot of
      // the twelve chunks' hashes about half of them, and all of them once in four thousand times.
      Scene.await()
          .until(() -> scene.metric("viewer", "peerage_agent_peer_bytes_total") - ofPeers >= MIB);
      assertThat(scene.metric("viewer", "peerage_agent_served_stale_total")).isPositive();
      assertThat(scene.get("viewer", "/killed/unknown.bin").statusCode()).isIn(502, 504);
    } finally {
      scene.fleet.startOrigin();
      scene.fleet.startAdapter();
    }
    Scene.await().untilAsserted(() -> scene.requireRight("viewer", "/killed/unknown.bin"));
  }

  private static void restartSeeder() throws Exception {
    scene.fleet.process("seeder").kill();
    scene.fleet.startAgent("seeder", SLOW);
  }

  /** Puts content at the origin, and waits until the seeder has it and has said so. */
  private static void publish(String path, long seed, int mib) throws Exception {
    int chunks = scene.agent("seeder").get("chunks").asInt();
    scene.publish(path, seed, mib * MIB);
    scene.awaitSigned("seeder", path);
    scene.requireRight("seeder", path);
    // A slow disk may not take all of a long one.
    scene.awaitAnnounced("seeder", chunks + Math.min(mib, 4));
  }

  private static Program.Result download(String path, Path file) {
    try {
      return Program.run(
          temp,
          List.of(
              "curl",
              "--silent",
              "--limit-rate",
              "4M",
              "--output",
              file.toString(),
              scene.uri("seeder", path).toString()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long storedChunks() throws IOException {
    return files(".chunk");
  }

  private static long files(String suffix) throws IOException {
    AtomicLong count = new AtomicLong();
    Files.walkFileTree(
        scene.fleet.folder().resolve("agents/seeder/store"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(suffix)) {
              count.incrementAndGet();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // The agent is at work, and has renamed it since the folder was read.
            return FileVisitResult.CONTINUE;
          }
        });
    return count.get();
  }

  /** What a tracker must not forget of an agent. */
  private record Durable(
      String name,
      String id,
      String state,
      List<String> verdicts,
      Map<String, String> evidence,
      double good,
      double bad) {}

  private static Durable durable(String name) throws Exception {
    JsonNode agent = scene.agent(name);
    Map<String, String> evidence = new LinkedHashMap<>();
    try (AdminClient admin = scene.fleet.admin()) {
      for (JsonNode file : agent.get("evidence")) {
        String id = file.get("id").asString();
        evidence.put(id, Arrays.toString(admin.getBytes("evidence/" + id)));
      }
    }
    return new Durable(
        name,
        agent.get("id").asString(),
        agent.get("state").asString(),
        agent.get("verdicts").valueStream().map(JsonNode::toString).toList().reversed(),
        evidence,
        agent.get("good").asDouble(),
        agent.get("bad").asDouble());
  }
}

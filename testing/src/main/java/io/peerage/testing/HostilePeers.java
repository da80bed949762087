package io.peerage.testing;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.xnio.IoUtils;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Ways in which an agent's peer server can be wrapped to do others harm. */
public enum HostilePeers {
  /** One bit of each response is wrong, under a right signature. */
  CORRUPTS,
  /** The proof is not the one that is signed. */
  FORGES_PROOFS,
  /** The proof is wrong, and signed. */
  SIGNS_LIES,
  /** Says that all is well and sends half. */
  TRUNCATES,
  /** Sends nothing after the header. */
  STALLS,
  /** Sends a few bytes at a time. */
  DRIPS,
  /** Sends more than was asked for. */
  SENDS_TOO_MUCH,
  /** Sends, and signs, another chunk than was asked for. */
  SENDS_ANOTHER_CHUNK,
  /** Closes the connection without a word. */
  CLOSES,
  /** Refuses everybody. */
  REFUSES;

  private static final HttpString PROOF = new HttpString(TransferHeaders.PROOF);

  /** Whether a client sees wrong bytes, or wrong hashes that are signed. */
  public boolean isMismatch() {
    return this == CORRUPTS || this == SIGNS_LIES;
  }

  /**
   * Puts the harm around {@code server}.
   *
   * @param key by which the agent signs
   */
  public HttpHandler wrap(HttpHandler server, Supplier<PrivateKey> key) {
    return exchange -> {
      switch (this) {
        case CORRUPTS -> {
          exchange.addResponseWrapper((factory, _) -> new Corrupting(factory.create()));
          server.handleRequest(exchange);
        }
        case TRUNCATES, STALLS, DRIPS -> {
          HostilePeers kind = this;
          exchange.addResponseWrapper((factory, x) -> new Holding(factory.create(), kind, x));
          server.handleRequest(exchange);
        }
        case FORGES_PROOFS -> {
          exchange.addResponseCommitListener(x -> {
            String value = x.getResponseHeaders().getFirst(PROOF);
            if (value != null) {
              x.getResponseHeaders().put(PROOF, forged(value));
            }
          });
          server.handleRequest(exchange);
        }
        case SIGNS_LIES -> {
          exchange.addResponseCommitListener(x -> {
            String value = x.getResponseHeaders().getFirst(PROOF);
            if (value != null) {
              signLie(x, forged(value), key.get());
            }
          });
          server.handleRequest(exchange);
        }
        case SENDS_TOO_MUCH -> {
          exchange.setStatusCode(200);
          exchange.getResponseHeaders().put(PROOF, ":AAAA:");
          exchange.getResponseSender().send(ByteBuffer.allocate(8 * 1024 * 1024));
        }
        case SENDS_ANOTHER_CHUNK -> {
          String uri = exchange.getRequestURI();
          int slash = uri.lastIndexOf('/');
          int chunk = Integer.parseInt(uri.substring(slash + 1));
          exchange.setRequestURI(uri.substring(0, slash + 1) + (chunk == 0 ? 1 : 0));
          server.handleRequest(exchange);
        }
        case CLOSES -> IoUtils.safeClose(exchange.getConnection());
        case REFUSES -> {
          exchange.setStatusCode(503);
          exchange.endExchange();
        }
      }
    };
  }

  private static String forged(String proof) {
    char other = proof.charAt(5) == 'A' ? 'B' : 'A';
    return proof.substring(0, 5) + other + proof.substring(6);
  }

  /** Says {@code lie} instead of the proof, and signs it as an honest agent signs. */
  private static void signLie(HttpServerExchange exchange, String lie, PrivateKey key) {
    HeaderMap fields = exchange.getResponseHeaders();
    ContentResource.Chunk asked =
        (ContentResource.Chunk) ContentResource.parse(exchange.getRequestURI()).orElseThrow();
    int chunk = asked.id().index();
    ContentLayout layout =
        new ContentLayout(Long.parseLong(fields.getFirst(TransferHeaders.CONTENT_LENGTH)));
    String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
    TransferAnswer.Chunk answer;
    try {
      answer =
          new TransferAnswer.Chunk(
              asked.id().root(),
              layout.length(),
              chunk,
              range == null
                  ? BlockRun.whole(layout, chunk)
                  : BlockRun.parseRange(range, layout, chunk).orElseThrow(),
              TransferHeaders.readProof(lie));
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("a proof with one letter changed is still one", e);
    }
    TransferSignature signature = TransferSignature.sign(answer, Instant.now(), key);
    fields
        .put(PROOF, lie)
        .put(new HttpString(TransferHeaders.PROOF_DIGEST), answer.proofDigest().toField())
        .put(new HttpString(HttpSignature.INPUT_FIELD), signature.input())
        .put(new HttpString(HttpSignature.FIELD), signature.signature());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Flips a bit of the hundredth byte. */
  private static final class Corrupting extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private long at;

    Corrupting(StreamSinkConduit next) {
      super(next);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      if (at <= 100 && at + bytes.length > 100) {
        bytes[(int) (100 - at)] ^= 1;
      }
      int written = next.write(ByteBuffer.wrap(bytes));
      source.position(source.position() + written);
      at += written;
      return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      long written = 0;
      for (int i = offset; i < offset + length; i++) {
        while (sources[i].hasRemaining()) {
          int now = write(sources[i]);
          if (now == 0) {
            return written;
          }
          written += now;
        }
      }
      return written;
    }

    @Override
    public long transferFrom(FileChannel file, long position, long count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, 65536));
      int read = file.read(bytes, position);
      return read <= 0 ? read : write(bytes.flip());
    }
  }

  /** Lets a part of the body through, and then stops, closes, or goes on in drips. */
  private static final class Holding extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private static final int FREE_BYTES = 40_000;
    private final HostilePeers kind;
    private final HttpServerExchange exchange;
    private long at;
    private long lastDripNanos;

    Holding(StreamSinkConduit next, HostilePeers kind, HttpServerExchange exchange) {
      super(next);
      this.kind = kind;
      this.exchange = exchange;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (at >= FREE_BYTES) {
        switch (kind) {
          case TRUNCATES -> {
            IoUtils.safeClose(exchange.getConnection());
            throw new IOException("truncated on purpose");
          }
          case STALLS -> {
            return 0;
          }
          default -> {
            if (System.nanoTime() - lastDripNanos < 50_000_000L) {
              return 0;
            }
            lastDripNanos = System.nanoTime();
          }
        }
      }
      ByteBuffer part = source.duplicate();
      part.limit(Math.min(part.limit(), part.position() + (at >= FREE_BYTES ? 100 : 10_000)));
      int written = next.write(part);
      source.position(source.position() + written);
      at += written;
      return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (sources[i].hasRemaining()) {
          return write(sources[i]);
        }
      }
      return 0;
    }
  }
}

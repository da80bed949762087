package io.peerage.agent.responses;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response: written once by the thread that fetches it, and read by any number of
 * others while it grows and after. Short ones are in memory, longer ones in a file. One that turns
 * out to be too long to be kept, or finds no room, is passed on through a window in memory, at the
 * pace of its slowest reader, and forgotten. Thread-safe.
 */
public final class Body {
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int MAX_PIECE_BYTES = 1024 * 1024;
  private static final int FIRST_HEAP_BYTES = 4096;

  /** What may still be received although nobody waits for it any more. */
  private static final long FINISH_BYTES = 8L << 20;

  /** Nobody wants the rest. */
  static final class AbandonedException extends IOException {
    private static final long serialVersionUID = 1L;

    AbandonedException() {
      super("nobody waits for the rest of the body");
    }
  }

  private final BodyFolder folder;
  private final long inlineBytes;
  private final long maxBytes;
  private final long expected;

  // Guarded by this.
  private final Set<Reader> readers = new HashSet<>();
  private byte[] heap;
  private @Nullable Path path;
  private @Nullable FileChannel file;
  private int leases;
  private int owners = 1;
  private int holds;
  private long reserved;

  /** Bytes that are there for good, from the first one on. */
  private long kept;

  private long written;

  /** Bytes that readers see: of a body of known length the last ones only when it has ended. */
  private long shown;

  private boolean sealed;
  private byte @Nullable [] window;
  private boolean ended;
  private boolean abandoned;
  private @Nullable IOException failure;
  private Runnable cancel = () -> {};

  /**
   * @param inlineBytes up to this length it is kept in memory
   * @param maxBytes a longer one is not kept
   * @param expected its length, -1 when that is not known
   */
  Body(BodyFolder folder, long inlineBytes, long maxBytes, long expected) {
    this.folder = folder;
    this.inlineBytes = inlineBytes;
    this.maxBytes = maxBytes;
    this.expected = expected;
    this.heap = new byte[expected >= 0 && expected <= inlineBytes ? (int) expected : 0];
  }

  /** One without bytes, or with few, whole from the start. */
  static Body whole(BodyFolder folder, byte[] bytes) {
    Body body = new Body(folder, bytes.length, bytes.length, bytes.length);
    System.arraycopy(bytes, 0, body.heap, 0, bytes.length);
    synchronized (body) {
      body.kept = bytes.length;
      body.written = bytes.length;
      body.shown = bytes.length;
      body.ended = true;
    }
    return body;
  }

  // ---- the writer ----

  /** What ends the transfer when nobody wants the rest. */
  synchronized void onAbandoned(Runnable cancel) {
    this.cancel = cancel;
  }

  /**
   * Adds bytes, which readers see at once, but for the last ones of a body of known length. Waits
   * only for readers, and only when the body cannot be kept.
   *
   * @throws AbandonedException when nobody wants it any more
   */
  synchronized void append(byte[] bytes, int offset, int length)
      throws IOException, InterruptedException {
    if (abandoned) {
      throw new AbandonedException();
    }
    if (window == null) {
      if (keep(bytes, offset, length)) {
        written += length;
        kept = written;
        show();
        return;
      }
      window = new byte[WINDOW_BYTES];
    }
    for (int done = 0; done < length; ) {
      int room = (int) (WINDOW_BYTES - (written - slowest()));
      if (room == 0) {
        wait();
        continue;
      }
      int at = (int) ((written - kept) % WINDOW_BYTES);
      int count = Math.min(Math.min(room, length - done), WINDOW_BYTES - at);
      System.arraycopy(bytes, offset + done, window, at, count);
      written += count;
      done += count;
      show();
    }
  }

  private void show() {
    if (expected < 0 || written < expected) {
      shown = written;
      notifyAll();
    }
  }

  private long slowest() throws AbandonedException {
    if (abandoned || (readers.isEmpty() && holds == 0)) {
      abandoned = true;
      throw new AbandonedException();
    }
    long slowest = readers.isEmpty() ? kept : written;
    for (Reader reader : readers) {
      slowest = Math.min(slowest, Math.max(kept, reader.at));
    }
    return slowest;
  }

  private boolean keep(byte[] bytes, int offset, int length) {
    long after = written + length;
    if (after > maxBytes) {
      return false;
    }
    if (file == null && after <= inlineBytes) {
      if (after > heap.length) {
        long size = Math.max(Math.max(after, 2L * heap.length), FIRST_HEAP_BYTES);
        heap = Arrays.copyOf(heap, (int) Math.min(size, inlineBytes));
      }
      System.arraycopy(bytes, offset, heap, (int) written, length);
      return true;
    }
    long more = after - reserved;
    if (!folder.reserve(more)) {
      return false;
    }
    reserved = after;
    try {
      if (file == null) {
        path = folder.newFile();
        file =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        leases++;
        writeAt(file, ByteBuffer.wrap(heap, 0, (int) written), 0);
      }
      writeAt(file, ByteBuffer.wrap(bytes, offset, length), written);
      return true;
    } catch (IOException e) {
      // A full disk must not cost a client its response: it is passed on, and not kept.
      return false;
    }
  }

  private static void writeAt(FileChannel file, ByteBuffer bytes, long from) throws IOException {
    for (long at = from; bytes.hasRemaining(); ) {
      at += file.write(bytes, at);
    }
  }

  /**
   * That was all. To be followed by {@link #end}; in between the body can be stored, so that
   * whoever has read all of it finds it there.
   *
   * @return whether the whole body is kept
   */
  synchronized boolean seal() {
    sealed = true;
    if (window == null) {
      // Where there is a file, readers read that.
      heap = file == null ? Arrays.copyOf(heap, (int) written) : new byte[0];
    }
    return window == null && !abandoned;
  }

  /** Shows readers the last bytes, and that they are the last. */
  synchronized void end() {
    shown = written;
    ended = true;
    endWriting();
  }

  /** There will be no more, and what there is, is not all. */
  synchronized void fail(IOException e) {
    failure = e;
    shown = written;
    ended = true;
    endWriting();
  }

  private void endWriting() {
    folder.free(reserved);
    reserved = 0;
    cancel = () -> {};
    if (file != null) {
      releaseFile();
    }
    notifyAll();
  }

  // ---- owners ----

  /** One more stored response has this body. */
  synchronized void retain() {
    owners++;
  }

  /** One fewer has it; with the last one, readers included, its file is deleted. */
  synchronized void release() {
    owners--;
    if (owners > 0) {
      return;
    }
    folder.busy(this);
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // It is deleted at the next start.
      }
    }
    closeIfIdle();
  }

  /** Bytes on disk. */
  synchronized long diskBytes() {
    return path == null ? 0 : kept;
  }

  /** Bytes in memory. */
  synchronized int heapBytes() {
    return heap.length;
  }

  /** Whether no more will come. */
  synchronized boolean isEnded() {
    return ended;
  }

  /** Whether the rest will never come. */
  synchronized boolean isBroken() {
    return abandoned || failure != null;
  }

  /** How many bytes there are so far. */
  synchronized long written() {
    return written;
  }

  // ---- readers ----

  /**
   * Reads from {@code from} on; nothing when the bytes there are gone, or are not to be waited for.
   *
   * @param end one after the last byte wanted; {@link Long#MAX_VALUE} for all
   */
  synchronized Optional<Reader> reader(long from, long end) {
    boolean gone = window != null && Math.max(kept, from) < written - WINDOW_BYTES;
    if (abandoned || gone || failure != null || owners == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Reader(from, end));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The bytes {@code from} to {@code end - 1} at once: fit for an I/O thread. Nothing when the body
   * still grows, or its file would have to be opened.
   */
  synchronized Optional<Reader> readyReader(long from, long end) {
    return ended && (path == null || file != null) ? reader(from, end) : Optional.empty();
  }

  private void leaseFile() throws IOException {
    if (path == null) {
      return;
    }
    if (file == null) {
      file = FileChannel.open(path, StandardOpenOption.READ);
    }
    if (leases++ == 0) {
      folder.busy(this);
    }
  }

  private void releaseFile() {
    if (--leases > 0) {
      return;
    }
    if (owners > 0) {
      folder.idle(this);
    } else {
      closeIfIdle();
    }
  }

  synchronized void closeIfIdle() {
    if (leases == 0 && file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // Nothing is lost: what matters was written before.
      }
      file = null;
    }
  }

  /** Reads a range of the body in order. For one thread at a time. */
  final class Reader implements AutoCloseable {
    private long at;
    private final long end;
    private boolean leased;
    private boolean closed;

    private Reader(long from, long end) throws IOException {
      this.at = from;
      this.end = end;
      if (path != null) {
        leaseFile();
        leased = true;
      }
      readers.add(this);
      owners++;
    }

    /** Whether {@link #next} would not wait. */
    boolean isReady() {
      synchronized (Body.this) {
        return ended || at < shown || at >= end;
      }
    }

    /**
     * The next bytes; nothing at the end. Waits for them.
     *
     * @throws IOException when there will not be all of them
     */
    Optional<BodyPiece> next() throws IOException, InterruptedException {
      synchronized (Body.this) {
        if (at >= end) {
          return Optional.empty();
        }
        while (at >= shown && !ended) {
          Body.this.wait();
        }
        if (at >= shown) {
          if (failure != null) {
            throw new IOException("the origin broke off: " + failure.getMessage(), failure);
          }
          return Optional.empty();
        }
        BodyPiece piece = piece((int) Math.min(Math.min(end, shown) - at, MAX_PIECE_BYTES));
        at += piece.length();
        if (window != null) {
          Body.this.notifyAll();
        }
        return Optional.of(piece);
      }
    }

    private BodyPiece piece(int length) throws IOException {
      byte[] bytes = window;
      if (at >= kept && bytes != null) {
        int from = (int) ((at - kept) % WINDOW_BYTES);
        int count = Math.min(length, WINDOW_BYTES - from);
        return new BodyPiece.InMemory(
            ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + count)));
      }
      int there = (int) Math.min(length, kept - at);
      if (path == null) {
        return new BodyPiece.InMemory(ByteBuffer.wrap(heap, (int) at, there));
      }
      if (!leased) {
        // It was in memory when this reader began.
        leaseFile();
        leased = true;
      }
      FileChannel channel = file;
      if (channel == null) {
        throw new IOException("the file is closed");
      }
      return new BodyPiece.InFile(channel, at, there);
    }

    @Override
    public void close() {
      synchronized (Body.this) {
        if (closed) {
          return;
        }
        closed = true;
        readers.remove(this);
        if (leased) {
          releaseFile();
        }
        abandonIfUnwanted();
        release();
      }
    }
  }

  /** Keeps the transfer going until somebody reads, or gives that up by closing this. */
  final class Hold implements AutoCloseable {
    private boolean closed;

    private Hold() {
      holds++;
      owners++;
    }

    @Override
    public void close() {
      synchronized (Body.this) {
        if (!closed) {
          closed = true;
          holds--;
          abandonIfUnwanted();
          release();
        }
      }
    }
  }

  /** Says that somebody is about to read. */
  synchronized Hold hold() {
    return new Hold();
  }

  private void abandonIfUnwanted() {
    if (readers.isEmpty() && holds == 0 && !ended && !sealed && !isWorthFinishing()) {
      abandoned = true;
      cancel.run();
    }
    notifyAll();
  }

  private boolean isWorthFinishing() {
    return window == null
        && (expected < 0 ? written <= FINISH_BYTES : expected - written <= FINISH_BYTES);
  }
}

package io.peerage.agent.purge;

import io.peerage.protocol.message.Purge;
import io.peerage.protocol.message.PurgeBatch;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries purges out: first nothing from before is kept any more, then they are on the disk, then
 * what is kept is purged; only then is their number the {@link #position}. {@link #carryOut} is for
 * one thread; the rest is thread-safe.
 */
public final class Purges {
  private static final Logger log = LoggerFactory.getLogger(Purges.class);

  private final PurgeLog purges = new PurgeLog();
  private final PurgeJournal journal;
  private final InstantSource clock;
  private final PurgeEvents events;
  private final UnaryOperator<Purge> naming;
  private final List<Purgeable> keepers = new CopyOnWriteArrayList<>();

  private volatile long position;

  private Purges(
      PurgeJournal journal, InstantSource clock, PurgeEvents events, UnaryOperator<Purge> naming) {
    this.journal = journal;
    this.clock = clock;
    this.events = events;
    this.naming = naming;
  }

  /**
   * Opens what was carried out before, as {@code file} says.
   *
   * @param naming writes what a purge is about as this agent's sites name it
   */
  public static Purges open(
      Path file, InstantSource clock, PurgeEvents events, UnaryOperator<Purge> naming) {
    Purges opened = new Purges(new PurgeJournal(file), clock, events, naming);
    opened.journal.load(opened.purges);
    if (opened.purges.mark() == 0) {
      List<PurgeLog.Entry> begin = List.of(PurgeLog.begin(clock.instant()));
      opened.purges.add(begin, PurgeLog.BEGIN);
      opened.journal.append(0, PurgeLog.BEGIN, begin, opened.purges);
    }
    opened.position = opened.purges.mark();
    return opened;
  }

  /** What was purged lately. */
  public PurgeLog log() {
    return purges;
  }

  /** From now on {@code keeper} is purged, too. */
  public void reach(Purgeable keeper) {
    keepers.add(keeper);
  }

  /** The number up to which everything was carried out; 1 when nothing ever was. */
  public long position() {
    return position;
  }

  /**
   * Carries out a batch that a tracker signed.
   *
   * @throws IllegalArgumentException when it does not follow on from the position
   */
  public void carryOut(PurgeBatch batch) {
    if (batch.after() != position) {
      throw new IllegalArgumentException(
          "a batch after %d where %d is the last".formatted(batch.after(), position));
    }
    List<PurgeLog.Entry> entries =
        PurgeLog.entriesOf(batch, purges.entries().stream().findFirst(), clock.instant()).stream()
            .map(entry -> new PurgeLog.Entry(entry.id(), entry.at(), entry.purge().map(naming)))
            .toList();
    purges.add(entries, batch.upTo());
    journal.append(batch.after(), batch.upTo(), entries, purges);
    int hit = 0;
    if (!entries.isEmpty()) {
      for (Purgeable keeper : keepers) {
        hit += keeper.purge(entries);
      }
    }
    position = batch.upTo();
    events.hit(hit);
    for (PurgeLog.Entry entry : entries) {
      entry.purge().ifPresentOrElse(purge -> events.purged(purge.mode()), events::lostTrack);
      log.info(
          "{} ({}) carried out; {} kept things hit by this and what came with it",
          entry.purge().map(Object::toString).orElse("the purge of everything, softly"),
          entry.id(),
          hit);
    }
  }
}

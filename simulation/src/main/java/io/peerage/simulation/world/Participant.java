package io.peerage.simulation.world;

import io.peerage.agent.swarm.PeerBook;
import io.peerage.agent.swarm.PeerOrder;
import io.peerage.agent.swarm.Source;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.message.Observation;
import io.peerage.simulation.behaviour.Behaviour;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One agent of the simulated fleet. What may change is changed by the world and its parts only. */
public final class Participant {
  /** So many contents an honest agent keeps; one more drops another. */
  static final int KEPT_CONTENTS = 8;

  private final int number;
  private final AgentId id;
  private final Account account;
  private final NetworkGroup network;
  private final Zone zone;
  private final String cohort;
  private final Behaviour behaviour;
  private final PeerBook book;
  private final PeerOrder order;
  final Source.Peer source;
  final long latencyNanos;
  final double bytesPerSecond;

  boolean online = true;
  boolean cutOff;
  boolean hasDamagedDisk;
  boolean hasWrongClock;
  int uploads;
  long contents;
  long deniedFromNanos = Long.MAX_VALUE;
  long removedAtNanos = -1;
  long firstBadAtNanos = -1;
  final List<Observation> unreported = new ArrayList<>();

  Participant(
      int number,
      Account account,
      NetworkGroup network,
      Zone zone,
      String cohort,
      Behaviour behaviour,
      PeerBook book,
      RandomGenerator random,
      long latencyNanos,
      double bytesPerSecond) {
    this.number = number;
    this.id = new AgentId("a-" + number);
    this.account = account;
    this.network = network;
    this.zone = zone;
    this.cohort = cohort;
    this.behaviour = behaviour;
    this.book = book;
    this.order = new PeerOrder(book, random);
    this.source = new Source.Peer(id);
    this.latencyNanos = latencyNanos;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** From 0, in the order of joining. */
  public int number() {
    return number;
  }

  public AgentId id() {
    return id;
  }

  public Account account() {
    return account;
  }

  public NetworkGroup network() {
    return network;
  }

  public Zone zone() {
    return zone;
  }

  /** The group of the scenario that it belongs to. */
  public String cohort() {
    return cohort;
  }

  public Behaviour behaviour() {
    return behaviour;
  }

  /** What it knows of others by its own experience. */
  PeerBook book() {
    return book;
  }

  /** In which order it asks those that it is offered. */
  PeerOrder order() {
    return order;
  }

  public boolean isOnline() {
    return online;
  }

  /** Uploads under way. */
  public int uploads() {
    return uploads;
  }

  /** Whether it says that it has {@code content}. */
  public boolean has(int content) {
    return (contents & (1L << content)) != 0;
  }

  /** When it was last put into quarantine or banned; -1 when it is in neither. */
  public long removedAtNanos() {
    return removedAtNanos;
  }

  /** When it first sent something wrong to a client; -1 for never. */
  public long firstBadAtNanos() {
    return firstBadAtNanos;
  }

  @Override
  public String toString() {
    return id + " (" + cohort + ")";
  }
}

package io.peerage.tracker.trust;

import java.util.Arrays;

/**
 * Counts what several clients say of one server, so that an account has at most one vote, and a
 * network group at most one. Those of one account or network share its vote, and each weighs its
 * part by the client's credibility. Reused from server to server: of accounts and networks it keeps
 * a count under their number in the book, with the turn in which the count was begun. Cost: a few
 * operations per voter.
 */
final class Votes {
  private Standing[] voters = new Standing[64];
  private double[] badShares = new double[64];
  private int size;
  private final Crowds accounts = new Crowds();
  private final Crowds networks = new Crowds();
  private int turn;
  private double good;
  private double bad;
  private int groups;

  /** How many voters there are of each account, or of each network. */
  private static final class Crowds {
    private int[] turns = new int[64];
    private int[] counts = new int[64];
    private int[] countedIn = new int[64];

    void join(int number, int turn) {
      if (number >= turns.length) {
        int length = Math.max(number + 1, 2 * turns.length);
        turns = Arrays.copyOf(turns, length);
        counts = Arrays.copyOf(counts, length);
        countedIn = Arrays.copyOf(countedIn, length);
      }
      counts[number] = turns[number] == turn ? counts[number] + 1 : 1;
      turns[number] = turn;
    }

    int size(int number) {
      return counts[number];
    }

    boolean isCounted(int number, int turn) {
      return countedIn[number] == turn;
    }

    void count(int number, int turn) {
      countedIn[number] = turn;
    }
  }

  void clear() {
    Arrays.fill(voters, 0, size, null);
    size = 0;
    turn++;
    good = 0;
    bad = 0;
    groups = 0;
  }

  /**
   * Takes a client's word.
   *
   * @param badShare what part of what it saw was bad, 0 to 1
   */
  void add(Standing client, double badShare) {
    if (size == voters.length) {
      voters = Arrays.copyOf(voters, 2 * size);
      badShares = Arrays.copyOf(badShares, 2 * size);
    }
    voters[size] = client;
    badShares[size] = badShare;
    size++;
    accounts.join(client.accountNumber, turn);
    networks.join(client.networkNumber, turn);
  }

  void count() {
    for (int i = 0; i < size; i++) {
      Standing voter = voters[i];
      int account = voter.accountNumber;
      int network = voter.networkNumber;
      double vote = vote(voter);
      good += vote * (1 - badShares[i]);
      bad += vote * badShares[i];
      // Two voters are independent only if they differ in both.
      if (!accounts.isCounted(account, turn) && !networks.isCounted(network, turn)) {
        accounts.count(account, turn);
        networks.count(network, turn);
        groups++;
      }
    }
  }

  private double vote(Standing voter) {
    return voter.credibility
        / Math.max(accounts.size(voter.accountNumber), networks.size(voter.networkNumber));
  }

  /** The vote for bad of the voter who came as number {@code index}, the first as 0. */
  double badVote(int index) {
    return vote(voters[index]) * badShares[index];
  }

  /** Credible votes for good. */
  double good() {
    return good;
  }

  /** Credible votes for bad. */
  double bad() {
    return bad;
  }

  /** The credible share of bad, 0 when nobody credible spoke. */
  double badShare() {
    return good + bad > 0 ? bad / (good + bad) : 0;
  }

  /** How many of the voters are independent of each other, at least. */
  int groups() {
    return groups;
  }
}

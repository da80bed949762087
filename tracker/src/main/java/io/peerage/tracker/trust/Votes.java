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
  private int[] accountOf = new int[64];
  private int[] networkOf = new int[64];
  private double[] credibilities = new double[64];
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
    if (size == accountOf.length) {
      accountOf = Arrays.copyOf(accountOf, 2 * size);
      networkOf = Arrays.copyOf(networkOf, 2 * size);
      credibilities = Arrays.copyOf(credibilities, 2 * size);
      badShares = Arrays.copyOf(badShares, 2 * size);
    }
    accountOf[size] = client.accountNumber;
    networkOf[size] = client.networkNumber;
    credibilities[size] = client.credibility;
    badShares[size] = badShare;
    size++;
    accounts.join(client.accountNumber, turn);
    networks.join(client.networkNumber, turn);
  }

  void count() {
    for (int i = 0; i < size; i++) {
      int account = accountOf[i];
      int network = networkOf[i];
      double vote = vote(i);
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

  /** How many of those who spoke are of the account of {@code voter}, who is one of them. */
  int ofAccount(Standing voter) {
    return accounts.size(voter.accountNumber);
  }

  private double vote(int index) {
    return credibilities[index]
        / Math.max(accounts.size(accountOf[index]), networks.size(networkOf[index]));
  }

  /** The vote for bad of the voter who came as number {@code index}, the first as 0. */
  double badVote(int index) {
    return vote(index) * badShares[index];
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

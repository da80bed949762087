package io.peerage.tracker.trust;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The opinions on one server, by their clients' numbers. What each round reads of every one of them
 * lies side by side: until when it is recent, its share of failures, and whose it is. Opinions
 * themselves are spread over the heap, and reading one costs more than all that is done with it.
 * Not thread-safe.
 */
final class ServerOpinions extends Opinions {
  private static final long[] NO_TIMES = {};
  private static final double[] NO_SHARES = {};
  private static final @Nullable Standing[] NO_CLIENTS = {};

  private final TrustParameters parameters;
  private long[] recentUntilMillis = NO_TIMES;
  private double[] recentBadShares = NO_SHARES;
  private @Nullable Standing[] clients = NO_CLIENTS;

  /** Before this time each of them is a rating. */
  private long ratingsUntilMillis = Long.MAX_VALUE;

  /** Whether an upheld appeal has set some of them aside. */
  private boolean someAside;

  ServerOpinions(TrustParameters parameters) {
    this.parameters = parameters;
  }

  /** Adds one that says nothing yet: {@link #changed} follows. */
  @Override
  void add(int number, Opinion opinion) {
    super.add(number, opinion);
    int index = size() - 1;
    clients[index] = opinion.client;
    recentUntilMillis[index] = Long.MIN_VALUE;
    recentBadShares[index] = 0;
  }

  @Override
  void reserve(int length) {
    super.reserve(length);
    recentUntilMillis = Arrays.copyOf(recentUntilMillis, length);
    recentBadShares = Arrays.copyOf(recentBadShares, length);
    clients = Arrays.copyOf(clients, length);
  }

  @Override
  void removeAt(int index) {
    super.removeAt(index);
    int behind = size() - index;
    System.arraycopy(recentUntilMillis, index + 1, recentUntilMillis, index, behind);
    System.arraycopy(recentBadShares, index + 1, recentBadShares, index, behind);
    System.arraycopy(clients, index + 1, clients, index, behind);
    clients[size()] = null;
  }

  /** Takes in that what {@code opinion}, one of these, says has changed. */
  void changed(Opinion opinion) {
    int index = indexOf(opinion.client.number);
    recentUntilMillis[index] = opinion.recentUntilMillis(parameters);
    recentBadShares[index] = opinion.recentBadShare();
    ratingsUntilMillis = Math.min(ratingsUntilMillis, opinion.ratedUntilMillis());
    someAside |= opinion.asideUntilMillis > 0;
  }

  /** Whether the opinion at {@code index} is recent and was not set aside. */
  boolean hasVote(int index, long nowMillis) {
    return nowMillis <= recentUntilMillis[index] && !(someAside && get(index).isAside(nowMillis));
  }

  /** Adds to {@code votes} what the clients saw lately. */
  void addRecent(Votes votes, long nowMillis) {
    for (int i = 0; i < size(); i++) {
      if (hasVote(i, nowMillis)) {
        votes.add(client(i), recentBadShares[i]);
      }
    }
  }

  /** Whether there may be one that is no rating any more. */
  boolean mayHaveFaded(long nowMillis) {
    return nowMillis > ratingsUntilMillis;
  }

  private Standing client(int index) {
    Standing client = clients[index];
    if (client == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return client;
  }

  /**
   * The oldest of the account whose clients have the most: so many identities of one account push
   * out each other, and not what others have to say.
   *
   * @param votes to count with
   */
  Opinion oldestOfTheMostTalkative(Votes votes) {
    votes.clear();
    for (int i = 0; i < size(); i++) {
      votes.add(client(i), 0);
    }
    Opinion oldest = get(0);
    for (int i = 1; i < size(); i++) {
      Opinion opinion = get(i);
      int more = votes.ofAccount(opinion.client) - votes.ofAccount(oldest.client);
      if (more > 0 || (more == 0 && opinion.atMillis < oldest.atMillis)) {
        oldest = opinion;
      }
    }
    return oldest;
  }
}

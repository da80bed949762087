package io.peerage.tracker.trust;

import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what several clients say of one server, so that an account has at most one vote, and a
 * network group at most one. Those of one account or network share its vote, and each weighs its
 * part by the client's credibility. Reused from server to server.
 */
final class Votes {
  private final List<Standing> voters = new ArrayList<>();
  private final List<Double> badShares = new ArrayList<>();
  private final Map<Account, Integer> ofAccount = new HashMap<>();
  private final Map<NetworkGroup, Integer> ofNetwork = new HashMap<>();
  private final Set<Account> countedAccounts = new HashSet<>();
  private final Set<NetworkGroup> countedNetworks = new HashSet<>();
  private double good;
  private double bad;
  private int groups;

  void clear() {
    voters.clear();
    badShares.clear();
    ofAccount.clear();
    ofNetwork.clear();
    countedAccounts.clear();
    countedNetworks.clear();
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
    voters.add(client);
    badShares.add(badShare);
    ofAccount.merge(client.account, 1, Integer::sum);
    ofNetwork.merge(client.network, 1, Integer::sum);
  }

  void count() {
    for (int i = 0; i < voters.size(); i++) {
      Standing voter = voters.get(i);
      int crowd =
          Math.max(
              ofAccount.getOrDefault(voter.account, 1), ofNetwork.getOrDefault(voter.network, 1));
      double vote = voter.credibility / crowd;
      good += vote * (1 - badShares.get(i));
      bad += vote * badShares.get(i);
      // Two voters are independent only if they differ in both.
      if (!countedAccounts.contains(voter.account) && !countedNetworks.contains(voter.network)) {
        countedAccounts.add(voter.account);
        countedNetworks.add(voter.network);
        groups++;
      }
    }
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

package io.peerage.simulation.scheme;

/**
 * EigenTrust (Kamvar, Schlosser, Garcia-Molina: "The EigenTrust Algorithm for Reputation Management
 * in P2P Networks", 2003): global trust is the left eigenvector of the normalized local trust, with
 * a pull towards those who are trusted beforehand. The baseline that later work is compared with.
 * Cost: n² for each of a few dozen iterations.
 */
final class EigenTrust {
  private static final int MAX_ITERATIONS = 200;
  private static final double CLOSE = 1e-10;

  private EigenTrust() {}

  /**
   * Global trust, which sums to 1.
   *
   * @param local how satisfied {@code i} is with {@code j}, 0 or more
   * @param preTrust trust beforehand, not all 0
   * @param pull {@code a}: how much of each step goes to those trusted beforehand
   */
  static double[] compute(double[][] local, double[] preTrust, double pull) {
    int n = local.length;
    double[] p = normalized(preTrust, preTrust);
    double[][] c = new double[n][];
    for (int i = 0; i < n; i++) {
      c[i] = normalized(local[i], p);
    }
    double[] t = p.clone();
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] next = new double[n];
      for (int i = 0; i < n; i++) {
        double weight = t[i] * (1 - pull);
        if (weight > 0) {
          for (int j = 0; j < n; j++) {
            next[j] += weight * c[i][j];
          }
        }
      }
      double change = 0;
      for (int j = 0; j < n; j++) {
        next[j] += pull * p[j];
        change += Math.abs(next[j] - t[j]);
      }
      t = next;
      if (change < CLOSE) {
        break;
      }
    }
    return t;
  }

  private static double[] normalized(double[] row, double[] otherwise) {
    double sum = 0;
    for (double value : row) {
      sum += Math.max(0, value);
    }
    if (sum == 0) {
      return otherwise;
    }
    double[] normalized = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      normalized[i] = Math.max(0, row[i]) / sum;
    }
    return normalized;
  }
}

package io.peerage.agent.purge;

import java.util.List;

/** Something that keeps what purges may hit. */
public interface Purgeable {
  /**
   * Carries {@code purges} out on what is kept now. They are in the log already, so what is kept
   * from now on was judged by them. One thread calls it; when it returns, nothing that they hit is
   * served as fresh any more.
   *
   * @return how many kept things they hit
   */
  int purge(List<PurgeLog.Entry> purges);
}

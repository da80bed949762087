package io.peerage.tracker.takedowns;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as operators see it.
 *
 * @param root the content; null for an order by path
 * @param site null for an order by content, as is {@code pathPrefix}
 */
public record TakedownView(
    long id,
    Instant ordered,
    String by,
    String caseId,
    String reason,
    @Nullable ContentRoot root,
    @Nullable SiteName site,
    @Nullable String pathPrefix) {

  /**
   * The list, or some of it.
   *
   * @param version of the list, 0 for none
   * @param online agents that announced themselves lately
   * @param following those of them that follow this version
   * @param total orders in force
   * @param orders the newest first
   * @param next what to ask for with {@code before} for those that follow; null when none do
   */
  public record Page(
      long version,
      int online,
      int following,
      int total,
      List<TakedownView> orders,
      @Nullable Long next) {}

  /** An entry of the log. */
  public record Change(
      long version,
      Instant at,
      String by,
      TakedownChange.Action action,
      String why,
      long id,
      String caseId,
      String reason,
      @Nullable ContentRoot root,
      @Nullable SiteName site,
      @Nullable String pathPrefix) {
    static Change of(TakedownChange change) {
      TakedownList.Entry entry = change.entry();
      return new Change(
          change.version(),
          change.at(),
          change.by(),
          change.action(),
          change.why(),
          change.id(),
          entry.caseId(),
          entry.reason(),
          entry.root(),
          entry.site(),
          entry.pathPrefix());
    }
  }

  /**
   * Some of the log, the newest first.
   *
   * @param next as in a page of orders
   */
  public record LogPage(List<Change> changes, @Nullable Long next) {}

  static TakedownView of(TakedownOrder order) {
    TakedownList.Entry entry = order.entry();
    return new TakedownView(
        order.id(),
        order.ordered(),
        order.by(),
        entry.caseId(),
        entry.reason(),
        entry.root(),
        entry.site(),
        entry.pathPrefix());
  }
}

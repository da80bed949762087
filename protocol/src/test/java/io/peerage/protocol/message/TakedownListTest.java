package io.peerage.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakedownListTest {
  private static final ContentRoot ROOT = new ContentRoot(Sha256Hash.hash(new byte[] {1}));
  private static final SiteName SITE = new SiteName("acme");
  private static final TakedownIndex INDEX =
      index(
          TakedownList.Entry.ofRoot("case-1", "copyright", ROOT),
          TakedownList.Entry.ofPath("case-2", "court-order", SITE, "/a/b"),
          TakedownList.Entry.ofPath("case-3", "court-order", SITE, "/folder/"),
          TakedownList.Entry.ofPath("case-4", "privacy", SITE, "//caf%C3%A9/./x"));

  private static TakedownIndex index(TakedownList.Entry... entries) {
    return TakedownIndex.of(new TakedownList(7, Instant.EPOCH, List.of(entries)));
  }

  @Test
  void rootIsCoveredWhereverItIsServed() {
    assertThat(INDEX.against(ROOT).orElseThrow().caseId()).isEqualTo("case-1");
    assertThat(INDEX.against(new ContentRoot(Sha256Hash.hash(new byte[] {2})))).isEmpty();
    assertThat(INDEX.roots()).containsExactly(ROOT);
    assertThat(INDEX.version()).isEqualTo(7);
    assertThat(INDEX.size()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, case-2",
    "/a/b/, case-2",
    "/a/b/c.ts, case-2",
    "/a/b?c, case-2",
    "/a/bc, none",
    "/a, none",
    "/, none",
    "/b/a/b, none",
    "/%61/%62, case-2",
    "//a//b, case-2",
    "/x/../a/b, case-2",
    "/a/b/../c, none",
    "/a/b;v=1/c, case-2",
    "/a;x/b, case-2",
    "/A/b, none",
    "/folder, none",
    "/folder/, case-3",
    "/folder/x, case-3",
    "/folder/.., none",
    "/caf%c3%a9/x/y, case-4",
  })
  void prefixCoversWholeSegmentsOfItsSiteHoweverTheyAreSpelt(String target, String caseId) {
    assertThat(INDEX.against(SITE, target).map(TakedownList.Entry::caseId).orElse("none"))
        .isEqualTo(caseId);
    assertThat(INDEX.against(new SiteName("other"), target)).isEmpty();
  }

  @Test
  void slashCoversTheSite() {
    TakedownIndex all = index(TakedownList.Entry.ofPath("c", "r", SITE, "/"));
    assertThat(all.against(SITE, "/")).isPresent();
    assertThat(all.against(SITE, "/a/b")).isPresent();
    assertThat(TakedownIndex.NONE.against(SITE, "/a")).isEmpty();
  }

  @Test
  void firstOfSeveralOrdersIsNamed() {
    TakedownIndex two =
        index(
            TakedownList.Entry.ofPath("first", "r", SITE, "/a"),
            TakedownList.Entry.ofPath("second", "r", SITE, "/%61"));
    assertThat(two.against(SITE, "/a").orElseThrow().caseId()).isEqualTo("first");
  }

  @Test
  void deepestPathIsLookedUpSegmentBySegment() {
    String deep = "/a/b".repeat(8000);
    TakedownIndex index = index(TakedownList.Entry.ofPath("c", "r", SITE, "/a/b".repeat(500)));
    assertThat(index.against(SITE, deep)).isPresent();
    assertThat(index.against(SITE, "/b" + deep)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "case | why | /a | an order names either a root, or a site and a pathPrefix; not root, site",
        "'' | why | '' | caseId has 1 to 64 characters, not 0",
        "case | '' | '' | reason has 1 to 64 characters, not 0",
      })
  void badOrderIsNamed(String caseId, String reason, String prefix, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new TakedownList.Entry(
                caseId,
                reason,
                ROOT,
                prefix.isEmpty() ? null : SITE,
                prefix.isEmpty() ? null : prefix))
        .withMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | pathPrefix: a path starts with /, unlike \"a\"",
        "/a b | pathPrefix: a path has printable ASCII",
        "/a?b=1 | pathPrefix is a path without a query, such as /vod/film-42/; not \"/a?b=1\"",
      })
  void badPrefixIsNamed(String prefix, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TakedownList.Entry.ofPath("c", "r", SITE, prefix))
        .withMessageContaining(says);
  }

  @Test
  void entryNamesEitherARootOrAPrefix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList.Entry("c", "r", null, null, null))
        .withMessageContaining("not none of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList.Entry("c", "r", null, SITE, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TakedownList.Entry.ofRoot("c", "r", ContentRoot.EMPTY))
        .withMessageContaining("empty content");
    List<TakedownList.Entry> tooMany =
        Collections.nCopies(
            TakedownList.MAX_ENTRIES + 1, TakedownList.Entry.ofRoot("c", "r", ROOT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList(1, Instant.EPOCH, tooMany));
  }

  @Test
  void fullListOfOrdinaryOrdersFitsItsBytes() throws Exception {
    List<TakedownList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < TakedownList.MAX_ENTRIES; i++) {
      entries.add(
          TakedownList.Entry.ofPath(
              "case-2026-" + i, "copyright", SITE, "/vod/films/a-film-with-a-long-name/" + i));
    }
    TakedownList list = new TakedownList(1, Instant.EPOCH, entries);
    assertThat(
            StrictJson.read(
                "list", StrictJson.write(list), TakedownList.MAX_BYTES, TakedownList.class))
        .isEqualTo(list);
  }
}

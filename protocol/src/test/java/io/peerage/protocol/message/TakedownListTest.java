package io.peerage.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.Sha256Hash;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakedownListTest {
  private static final ContentRoot ROOT = new ContentRoot(Sha256Hash.hash(new byte[] {1}));
  private static final TakedownList LIST =
      new TakedownList(
          1,
          Instant.EPOCH,
          List.of(
              new TakedownList.Entry("case-1", "copyright", ROOT, null, null),
              new TakedownList.Entry("case-2", "court-order", null, "acme", "/a/b")));

  @Test
  void rootIsCoveredWhereverItIsServed() {
    assertThat(LIST.against(ROOT).orElseThrow().caseId()).isEqualTo("case-1");
    assertThat(LIST.against(ContentRoot.EMPTY)).isEmpty();
  }

  @Test
  void prefixCoversWholeSegmentsOfItsSite() {
    assertThat(LIST.against("acme", "/a/b").orElseThrow().reason()).isEqualTo("court-order");
    assertThat(LIST.against("acme", "/a/b/c.ts")).isPresent();
    assertThat(LIST.against("acme", "/a/bc")).isEmpty();
    assertThat(LIST.against("acme", "/a")).isEmpty();
    assertThat(LIST.against("other", "/a/b")).isEmpty();
  }

  @Test
  void entryNamesEitherARootOrAPrefix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList.Entry("c", "r", null, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList.Entry("c", "r", ROOT, "acme", "/a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TakedownList.Entry("c", "r", null, "acme", "a"));
  }
}

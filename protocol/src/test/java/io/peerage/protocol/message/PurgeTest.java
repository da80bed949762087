package io.peerage.protocol.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.Purge.Kind;
import io.peerage.protocol.message.Purge.Mode;
import io.peerage.protocol.site.SiteName;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeTest {
  private static final SiteName SITE = new SiteName("media.example");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static Purge read(String json) throws MalformedMessageException {
    return StrictJson.read("request", json.getBytes(UTF_8), Purge.MAX_BYTES, Purge.class);
  }

  @Test
  void jsonHasWordsInLowerCase() throws Exception {
    Purge purge = new Purge(SITE, Kind.PREFIX, "/vod/", Mode.SOFT);
    String json =
        "{\"site\":\"media.example\",\"kind\":\"prefix\",\"value\":\"/vod/\",\"mode\":\"soft\"}";
    assertThat(StrictJson.writeText(purge)).isEqualTo(json);
    assertThat(read(json)).isEqualTo(purge);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'site':'M','kind':'url','value':'/a','mode':'hard'} | site: a site's name has",
        "{'site':'m','kind':'path','value':'/a','mode':'hard'} | kind: kind is one of url, prefix, tag; not \"path\"",
        "{'site':'m','kind':'url','value':'/a','mode':'HARD'} | mode: mode is one of hard, soft; not \"HARD\"",
        "{'site':'m','kind':'url','value':'a','mode':'hard'} | value of kind url is a path with its query",
        "{'site':'m','kind':'url','value':'http://m/a','mode':'hard'} | without scheme and host",
        "{'site':'m','kind':'prefix','value':'','mode':'hard'} | value of kind prefix is a path",
        "{'site':'m','kind':'url','value':'/a b','mode':'hard'} | percent-encode",
        "{'site':'m','kind':'tag','value':'','mode':'hard'} | 1 to 256 characters, not 0",
        "{'site':'m','kind':'tag','value':'a b','mode':'hard'} | purge tag by tag",
        "{'site':'m','kind':'tag','value':'a,b','mode':'hard'} | purge tag by tag",
        "{'site':'m','kind':'tag','value':'a'} | mode: required field is missing",
        "{'site':'m','kind':'tag','value':'a','mode':'hard','x':1} | x: unknown field",
        "{'site':'m','kind':'tag','value':null,'mode':'hard'} | value: null is not allowed",
      })
  void badOnesAreRefusedByName(String json, String says) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> read(json.replace('\'', '"')))
        .withMessageContaining(says);
  }

  @Test
  void longestValuesAreTakenAndLongerOnesRefused() {
    assertThat(new Purge(SITE, Kind.URL, "/" + "a".repeat(2047), Mode.HARD)).isNotNull();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Purge(SITE, Kind.URL, "/" + "a".repeat(2048), Mode.HARD))
        .withMessageContaining("at most 2048 characters, not 2049");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Purge(SITE, Kind.TAG, "a".repeat(257), Mode.HARD))
        .withMessageContaining("not 257");
  }

  @Test
  void fullestBatchFitsItsBytesAndSurvivesJson() throws Exception {
    Purge longest = new Purge(SITE, Kind.URL, "/" + "\"".repeat(2047), Mode.HARD);
    PurgeBatch batch =
        new PurgeBatch(
            5,
            500,
            false,
            NOW,
            LongStream.range(0, PurgeBatch.MAX_PURGES)
                .mapToObj(i -> PurgeBatch.Entry.of(6 + i, NOW, longest))
                .toList());
    byte[] json = StrictJson.write(batch);
    assertThat(StrictJson.read("batch", json, PurgeBatch.MAX_BYTES, PurgeBatch.class))
        .isEqualTo(batch);
    assertThat(batch.purges().getFirst().purge()).isEqualTo(longest);
  }

  @Test
  void batchesThatDoNotFollowOnAreRefused() {
    Purge purge = new Purge(SITE, Kind.TAG, "a", Mode.HARD);
    PurgeBatch.Entry entry = PurgeBatch.Entry.of(7, NOW, purge);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new PurgeBatch(7, 9, false, NOW, List.of(entry)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new PurgeBatch(1, 6, false, NOW, List.of(entry)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new PurgeBatch(1, 9, false, NOW, List.of(entry, entry)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new PurgeBatch(9, 1, true, NOW, List.of()));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new PurgeBatch(1, 9, true, NOW, List.of(entry)));
  }
}

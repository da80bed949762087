package io.peerage.demo.viewer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Plays an HLS stream through an agent as a player does: master playlist, one rendition's playlist,
 * its segments one after another, at most so fast.
 */
public final class HlsViewer {
  private final ComparingClient client;
  private final Path originFolder;
  private final URI agent;
  private final Duration segmentPace;

  /**
   * @param segmentPace the least time from one segment to the next; zero plays as fast as can be
   */
  public HlsViewer(ComparingClient client, Path originFolder, URI agent, Duration segmentPace) {
    this.client = client;
    this.originFolder = originFolder;
    this.agent = agent;
    this.segmentPace = segmentPace;
  }

  /**
   * Plays rendition {@code rendition} of the master playlist at {@code master}.
   *
   * @return how many segments came whole and right
   */
  public int play(String master, int rendition) throws IOException, InterruptedException {
    client.fetch(agent, master, Optional.empty());
    List<String> renditions = Playlists.entries(originFolder, master);
    String playlist = renditions.get(rendition % renditions.size());
    client.fetch(agent, playlist, Optional.empty());
    int played = 0;
    for (String segment : Playlists.entries(originFolder, playlist)) {
      long start = System.nanoTime();
      if (client.fetch(agent, segment, Optional.empty())) {
        played++;
      }
      Duration left = segmentPace.minusNanos(System.nanoTime() - start);
      if (left.isPositive()) {
        Thread.sleep(left);
      }
    }
    return played;
  }
}

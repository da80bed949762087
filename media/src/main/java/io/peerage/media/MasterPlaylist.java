package io.peerage.media;

import java.util.List;

/**
 * The playlist that names the renditions (RFC 8216, section 4.3.4.2):
 *
 * <pre>
 * #EXTM3U
 * #EXT-X-VERSION:3
 * #EXT-X-INDEPENDENT-SEGMENTS
 * #EXT-X-STREAM-INF:BANDWIDTH=..,AVERAGE-BANDWIDTH=..,RESOLUTION=1280x720,FRAME-RATE=25.000,CODECS=".."
 * 720p/index.m3u8
 * </pre>
 *
 * Both bandwidths are measured from the segments, not taken from the request.
 */
record MasterPlaylist(List<MadeRendition> renditions) {
  static final String NAME = "master.m3u8";

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (MadeRendition made : renditions) {
      Rendition rendition = made.rendition();
      text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(made.peakBitsPerSecond());
      text.append(",AVERAGE-BANDWIDTH=").append(made.averageBitsPerSecond());
      text.append(",RESOLUTION=").append(rendition.width()).append('x').append(rendition.height());
      text.append(",FRAME-RATE=").append(rendition.framesPerSecond()).append(".000");
      text.append(",CODECS=\"").append(made.codecs()).append("\"\n");
      text.append(rendition.name()).append('/').append(RenditionGenerator.PLAYLIST).append('\n');
    }
    return text.toString();
  }
}

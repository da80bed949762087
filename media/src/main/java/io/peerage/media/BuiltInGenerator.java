package io.peerage.media;

import io.peerage.media.h264.H264Encoder;
import io.peerage.media.h264.H264Level;
import io.peerage.media.h264.VideoFormat;
import io.peerage.media.mpegts.TransportStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Makes segments without any program but this: H.264 of a synthetic scene in MPEG-TS, no sound. The
 * same request gives the same bytes, always and everywhere. It holds one segment in memory.
 */
final class BuiltInGenerator implements RenditionGenerator {
  @Override
  public void make(HlsRequest request, Rendition rendition, Path folder, IntConsumer segmentsDone)
      throws IOException, InterruptedException {
    VideoFormat video =
        new VideoFormat(
            rendition.width(),
            rendition.height(),
            rendition.framesPerSecond(),
            request.framesPerSegment(rendition));
    Encoding encoding = new Encoding(video, rendition.bitsPerSecond());
    List<MediaPlaylist.Segment> made = new ArrayList<>();
    for (int i = 0; i < request.segments(); i++) {
      String name = String.format(Locale.ROOT, SEGMENT, i);
      Files.write(folder.resolve(name), encoding.nextSegment());
      made.add(new MediaPlaylist.Segment(name, request.segmentDuration()));
      segmentsDone.accept(i + 1);
    }
    Files.writeString(folder.resolve(PLAYLIST), new MediaPlaylist(made).text());
  }

  @Override
  public String audioCodec() {
    return "";
  }

  /** The stream of one rendition, and how much of its bit rate it has used. Not thread-safe. */
  private static final class Encoding {
    private final VideoFormat video;
    private final int bitsPerSecond;
    private final H264Encoder encoder;
    private final TransportStream stream = new TransportStream();
    private int frame;
    private long finishedBytes;

    Encoding(VideoFormat video, int bitsPerSecond) {
      this.video = video;
      this.bitsPerSecond = bitsPerSecond;
      this.encoder =
          new H264Encoder(video, H264Level.lowestFor(video, bitsPerSecond).orElseThrow());
    }

    byte[] nextSegment() throws IOException, InterruptedException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      stream.startSegment(out);
      for (int i = 0; i < video.framesPerSegment(); i++, frame++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while an HLS asset was made");
        }
        long leftBytes = dueBytes() - finishedBytes - out.size();
        byte[] unit = encoder.next(TransportStream.accessUnitBytes(leftBytes));
        stream.accessUnit(out, unit, time(), i == 0);
      }
      finishedBytes += out.size();
      return out.toByteArray();
    }

    /** What the stream should have taken after the present frame; the sum never drifts. */
    private long dueBytes() {
      return (frame + 1L) * bitsPerSecond / (8L * video.framesPerSecond());
    }

    private long time() {
      return (long) frame * TransportStream.TICKS_PER_SECOND / video.framesPerSecond();
    }
  }
}

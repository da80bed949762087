package io.peerage.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An HLS asset on disk (RFC 8216): video on demand, in MPEG-TS segments that each start with an IDR
 * picture.
 *
 * <pre>
 * master.m3u8                 written last: where it is, the asset is whole
 * 720p/index.m3u8             one folder for each rendition
 * 720p/segment-00000.ts
 * 720p/segment-00001.ts
 * </pre>
 *
 * @param folder where all of it lies
 * @param master the master playlist
 * @param renditions in the order of the request
 * @param generator what made it
 * @param reason why this generator, for people: one line
 */
public record HlsAsset(
    Path folder,
    MediaFile master,
    List<MadeRendition> renditions,
    Generator generator,
    String reason) {
  public HlsAsset {
    renditions = List.copyOf(renditions);
  }

  /**
   * Makes an asset. Either all of it comes to be, or nothing of it stays. Blocks; takes some
   * seconds for the demo's 60 MB. With ffmpeg, each rendition has a minute and ten times its
   * playing time, and then ffmpeg is killed.
   *
   * @param folder is created if it is not there, and must be empty if it is
   * @throws FfmpegException if ffmpeg was asked for and is not there, fails, or takes too long
   * @throws IOException if the folder is not empty, its disk is too full, or it cannot be written
   * @throws InterruptedException if the thread is interrupted
   */
  public static HlsAsset generate(Path folder, HlsRequest request, Progress progress)
      throws IOException, InterruptedException {
    return new AssetMaker(folder, request, progress, Ffmpeg.find(System.getenv("PATH"))).make();
  }

  /** Every file: the master playlist, then each rendition's playlist and segments. */
  public List<MediaFile> files() {
    List<MediaFile> files = new ArrayList<>();
    files.add(master);
    for (MadeRendition rendition : renditions) {
      files.add(rendition.playlist());
      files.addAll(rendition.segments());
    }
    return files;
  }

  /** Bytes of all files together. */
  public long totalBytes() {
    return files().stream().mapToLong(MediaFile::bytes).sum();
  }

  /** How many segments there are, over all renditions. */
  public int segmentCount() {
    return renditions.stream().mapToInt(rendition -> rendition.segments().size()).sum();
  }
}

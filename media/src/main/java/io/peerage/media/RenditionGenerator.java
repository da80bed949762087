package io.peerage.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/**
 * Makes the segments and the media playlist of one rendition. On failure it may leave files; the
 * caller clears up.
 */
interface RenditionGenerator {
  /** The media playlist's name, in the rendition's folder. */
  String PLAYLIST = "index.m3u8";

  /** The segments' names: {@code printf} with their number from 0. */
  String SEGMENT = "segment-%05d.ts";

  /**
   * Makes them.
   *
   * @param folder is there and is empty
   * @param segmentsDone is told how many segments are made, on the calling thread
   */
  void make(HlsRequest request, Rendition rendition, Path folder, IntConsumer segmentsDone)
      throws IOException, InterruptedException;

  /** What a player needs for the sound, in the form of RFC 6381; empty if there is none. */
  String audioCodec();
}

package io.peerage.media;

/** What makes an asset. */
public enum Generator {
  /** The ffmpeg program: libx264 video of its test picture and a tone in AAC. */
  FFMPEG,
  /** Our own encoder and multiplexer: video only, the same bytes on every machine. */
  BUILT_IN
}

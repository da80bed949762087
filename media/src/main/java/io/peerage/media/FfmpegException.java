package io.peerage.media;

import java.io.IOException;

/** ffmpeg is not there, cannot do what is needed, failed, or took too long. */
public final class FfmpegException extends IOException {
  private static final long serialVersionUID = 1;

  FfmpegException(String message) {
    super(message);
  }
}

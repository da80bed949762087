package io.peerage.demo;

import io.peerage.media.HlsAsset;
import io.peerage.media.HlsRequest;
import io.peerage.runtime.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import me.tongfei.progressbar.ProgressBar;

/** What the demo's origin publishes: an HLS asset and one large file. */
final class DemoContent {
  /** The path of the master playlist. */
  static final String MASTER = "/vod/master.m3u8";

  /** The path of the download. */
  static final String FILE = "/download/file.bin";

  private static final int MIB = 1 << 20;

  private DemoContent() {}

  /** Makes both below {@code origin}; returns a line about the asset. */
  static String make(Path origin, int fileMiB) throws IOException, InterruptedException {
    HlsRequest request = HlsRequest.demo();
    HlsAsset asset;
    try (ProgressBar bar =
        Progress.bar("making video", (long) request.segments() * request.renditions().size())) {
      asset =
          HlsAsset.generate(
              origin.resolve("vod"),
              request,
              (done, total) -> {
                bar.maxHint(total);
                bar.stepTo(done);
              });
    }
    Files.createDirectories(origin.resolve("download"));
    try (ProgressBar bar = Progress.bar("making file", fileMiB);
        OutputStream out = Files.newOutputStream(origin.resolve(FILE.substring(1)))) {
      Cipher stream = stream();
      byte[] zeros = new byte[MIB];
      for (int i = 0; i < fileMiB; i++) {
        out.write(stream.update(zeros));
        bar.step();
      }
    }
    return "%d renditions, %d segments, %.0f MB of video (%s); one file of %d MiB"
        .formatted(
            asset.renditions().size(),
            asset.segmentCount(),
            asset.totalBytes() / 1e6,
            asset.reason(),
            fileMiB);
  }

  /** Bytes that look random and are the same each time. */
  private static Cipher stream() {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(new byte[16], "AES"),
          new IvParameterSpec(new byte[16]));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }
}

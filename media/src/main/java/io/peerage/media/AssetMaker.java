package io.peerage.media;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one asset: checks the folder and its disk, chooses the generator, makes one rendition after
 * the other, and last the master playlist. To be used once, on one thread.
 */
final class AssetMaker {
  private static final Logger log = LoggerFactory.getLogger(AssetMaker.class);
  private static final long SPARE_BYTES = 1 << 20;

  private final Path folder;
  private final HlsRequest request;
  private final Progress progress;
  private final Optional<Ffmpeg> ffmpeg;
  private int segmentsTold;

  AssetMaker(Path folder, HlsRequest request, Progress progress, Optional<Ffmpeg> ffmpeg) {
    this.folder = folder.toAbsolutePath().normalize();
    this.request = request;
    this.progress = progress;
    this.ffmpeg = ffmpeg;
  }

  HlsAsset make() throws IOException, InterruptedException {
    boolean wasThere = checkFolder();
    checkFreeSpace();
    Choice choice = choose();
    log.info("making an HLS asset in {}: {}", folder, choice.reason());
    try {
      Files.createDirectories(folder);
      return make(choice);
    } catch (ClosedByInterruptException e) {
      clear(wasThere, e);
      Thread.interrupted(); // told by the exception from here on
      throw new InterruptedException("interrupted while an HLS asset was written");
    } catch (IOException | InterruptedException | RuntimeException e) {
      clear(wasThere, e);
      throw e;
    }
  }

  private HlsAsset make(Choice choice) throws IOException, InterruptedException {
    RenditionGenerator generator = choice.generator();
    List<MadeRendition> made = new ArrayList<>();
    for (Rendition rendition : request.renditions()) {
      Path place = Files.createDirectory(folder.resolve(rendition.name()));
      generator.make(request, rendition, place, segmentsAfter(made.size()));
      made.add(RenditionReader.read(request, rendition, place, generator.audioCodec()));
    }
    Path master = folder.resolve(MasterPlaylist.NAME);
    Files.writeString(master, new MasterPlaylist(made).text());
    return new HlsAsset(folder, MediaFile.of(master), made, choice.name(), choice.reason());
  }

  /** Progress within a rendition, told as progress of all. */
  private IntConsumer segmentsAfter(int renditionsDone) {
    int before = renditionsDone * request.segments();
    int total = request.renditions().size() * request.segments();
    return done -> {
      if (before + done > segmentsTold) {
        segmentsTold = before + done;
        progress.segments(segmentsTold, total);
      }
    };
  }

  /** What makes the asset, and why. */
  private record Choice(Generator name, RenditionGenerator generator, String reason) {
    static Choice builtIn(String reason) {
      return new Choice(Generator.BUILT_IN, new BuiltInGenerator(), reason);
    }

    static Choice ffmpeg(Ffmpeg ffmpeg, String reason) {
      return new Choice(Generator.FFMPEG, new FfmpegGenerator(ffmpeg), reason);
    }
  }

  private Choice choose() throws FfmpegException, InterruptedException {
    @Nullable Generator wanted = request.generator().orElse(null);
    if (wanted == Generator.BUILT_IN) {
      return Choice.builtIn("the built-in generator was asked for");
    }
    if (ffmpeg.isEmpty()) {
      if (wanted == Generator.FFMPEG) {
        throw new FfmpegException(
            "ffmpeg was asked for, but is not on the PATH: install it, or let the built-in generator make the asset");
      }
      return Choice.builtIn("built-in generator, because ffmpeg is not on the PATH");
    }
    if (wanted == Generator.FFMPEG) {
      return Choice.ffmpeg(ffmpeg.get(), "ffmpeg was asked for: " + ffmpeg.get().program());
    }
    try {
      ffmpeg.get().probe();
      return Choice.ffmpeg(ffmpeg.get(), "ffmpeg is on the PATH: " + ffmpeg.get().program());
    } catch (FfmpegException e) {
      log.info("{} is of no use here", ffmpeg.get().program(), e);
      return Choice.builtIn(
          "built-in generator, because %s cannot encode H.264 and AAC"
              .formatted(ffmpeg.get().program()));
    }
  }

  /** Returns whether the folder is there; if so, it is empty. */
  private boolean checkFolder() throws IOException {
    if (!Files.exists(folder)) {
      return false;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("folder %s is a file: give a folder".formatted(folder));
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      if (entries.iterator().hasNext()) {
        throw new IOException(
            "folder %s is not empty: empty it, or give one that is not there yet"
                .formatted(folder));
      }
    }
    return true;
  }

  private void checkFreeSpace() throws IOException {
    Path existing = folder;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    long free = Files.getFileStore(existing).getUsableSpace();
    long needed = request.targetBytes() / 10 * 11 + SPARE_BYTES; // generators may overshoot
    if (free < needed) {
      throw new IOException(
          "folder %s has %s free, but the asset takes about %s: free some, give a folder on another disk, or ask for fewer segments or bitsPerSecond"
              .formatted(folder, megabytes(free), megabytes(needed)));
    }
  }

  private static String megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1_000_000L) + " MB";
  }

  /** Takes away all that was made: the folder was empty, so everything in it. */
  private void clear(boolean keepFolder, Exception cause) {
    try {
      if (Files.exists(folder)) {
        delete(keepFolder);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void delete(boolean keepFolder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            if (!keepFolder || !left.equals(folder)) {
              Files.delete(left);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

package io.peerage.adapter.source.directory;

import io.peerage.adapter.source.Listing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Every file below a folder, or one file.
 *
 * @param top a real path within the source's folder; links to folders are not followed
 */
record FolderListing(DirectorySource source, Path top) implements Listing {
  @Override
  public String name() {
    return top.toString();
  }

  @Override
  public void walk(Visitor visitor) throws IOException, InterruptedException {
    Walk walk = new Walk(visitor);
    Files.walkFileTree(top, walk);
    if (walk.interrupted) {
      throw new InterruptedException("stopped while listing " + top);
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final Visitor visitor;
    private boolean interrupted;

    Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      try {
        Item item = new Item(file.toString(), source.pathOf(file), attributes.size());
        return visitor.found(item) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
      } catch (InterruptedException e) {
        interrupted = true;
        return FileVisitResult.TERMINATE;
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      visitor.unreadable(
          file.toString(),
          e instanceof AccessDeniedException ? "permission to read it is denied" : e.toString());
      return FileVisitResult.CONTINUE;
    }
  }
}

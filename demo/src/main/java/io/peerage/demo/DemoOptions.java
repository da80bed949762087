package io.peerage.demo;

import java.nio.file.Path;

/**
 * How the demo runs.
 *
 * @param folder where everything lives; must be empty or not there
 * @param once whether it ends by itself when the story is told
 * @param agents how many agents, 3 to 20; the last one is hostile
 * @param fileMiB size of the download
 * @param dashboardPort the dashboard's port, if it is free
 */
public record DemoOptions(Path folder, boolean once, int agents, int fileMiB, int dashboardPort) {
  public DemoOptions {
    if (agents < 3 || agents > 20) {
      throw new IllegalArgumentException("agents is 3 to 20, not " + agents);
    }
    if (fileMiB < 1 || fileMiB > 4096) {
      throw new IllegalArgumentException("file size is 1 to 4096 MiB, not " + fileMiB);
    }
  }
}

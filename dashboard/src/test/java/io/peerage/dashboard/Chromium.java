package io.peerage.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** This system's Chromium, without a window. Used by one thread. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final List<String> ARGUMENTS =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  /** How a reader of the page has set up the browser. */
  record Reader(int width, int height, ColorScheme scheme) {
    static final Reader DESK = new Reader(1280, 800, ColorScheme.LIGHT);
    static final Reader WALL = new Reader(1600, 1000, ColorScheme.LIGHT);
    static final Reader PHONE = new Reader(390, 844, ColorScheme.LIGHT);

    Reader in(ColorScheme other) {
      return new Reader(width, height, other);
    }
  }

  Chromium() {
    Path executable = find();
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setChromiumSandbox(false)
                    .setArgs(ARGUMENTS));
  }

  private static Path find() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "The dashboard's tests need Chromium on the PATH: install it (Debian: apt-get"
                    + " install chromium)."));
  }

  /** A new browser profile, at {@code address}. */
  Visit visit(String address, Reader reader) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(reader.width(), reader.height())
            .setColorScheme(reader.scheme())
            .setLocale("en-GB")
            .setTimezoneId("UTC")
            .setAcceptDownloads(true);
    return new Visit(browser.newContext(options), address);
  }

  @Override
  public void close() {
    Stream.<AutoCloseable>of(browser, playwright)
        .forEach(one -> {
          try {
            one.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}

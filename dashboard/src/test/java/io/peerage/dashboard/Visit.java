package io.peerage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A visit to the dashboard in a browser profile of its own. Closing it fails if the console showed
 * an error or a warning, which is also where Chromium tells of what the page's policy stopped.
 */
final class Visit implements AutoCloseable {
  private final BrowserContext context;
  private final String address;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Visit(BrowserContext context, String address) {
    this.context = context;
    this.address = address;
    this.page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(message.text() + " at " + message.location());
      }
    });
    page.onPageError(complaints::add);
    page.navigate(address);
  }

  Page page() {
    return page;
  }

  /** Leads to another page of the application. */
  Visit at(String hash) {
    page.navigate(address.replaceAll("#.*", "") + hash);
    return this;
  }

  Locator heading(String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
  }

  Locator region(String name) {
    return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  /** Waits for the stream of events. */
  Visit live() {
    assertThat(page.locator(".link-state")).hasText("Live");
    return this;
  }

  void hasNoSidewaysScroll() {
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("pixels that stick out")
        .isEqualTo(0);
  }

  void picture(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  void wholePicture(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  /** What the console complained of; none of it counts at the end. */
  List<String> forgiveComplaints() {
    List<String> forgiven = List.copyOf(complaints);
    complaints.clear();
    return forgiven;
  }

  @Override
  public void close() {
    context.close();
    assertThat(complaints).as("errors and warnings in the console").isEmpty();
  }
}

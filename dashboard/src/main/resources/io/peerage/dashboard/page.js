// What all pages share: an element in the light DOM, so that one style sheet serves all, which loads its data again
// and again while someone looks at it.
import { LitElement } from "lit";
import { NotFound, SignedOut } from "./api.js";

export class Page extends LitElement {
  static properties = { error: { state: true }, loaded: { state: true }, missing: { state: true } };

  /** How often it loads. */
  static everyMillis = 2000;

  #load = 0;
  #timer;

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.wake = () => document.hidden || this.refresh();
    document.addEventListener("visibilitychange", this.wake);
    this.refresh();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.wake);
    clearTimeout(this.#timer);
    this.#load++;
  }

  /** Gets the data; returns what shows it. Overridden by each page. */
  async load() {
    return () => undefined;
  }

  /** Loads at once; what an earlier load still brings is dropped. */
  async refresh() {
    clearTimeout(this.#timer);
    const mine = ++this.#load;
    let again = true;
    try {
      const show = await this.load();
      if (mine === this.#load) {
        show();
        this.error = undefined;
        this.loaded = true;
      }
    } catch (problem) {
      if (mine !== this.#load) {
        return;
      }
      if (problem instanceof SignedOut) {
        this.dispatchEvent(new CustomEvent("signed-out", { bubbles: true }));
        return;
      }
      this.missing = problem instanceof NotFound;
      this.error = problem.message;
      again = !this.missing;
    }
    if (again && mine === this.#load && !document.hidden) {
      this.#timer = setTimeout(() => this.refresh(), this.constructor.everyMillis);
    }
  }
}

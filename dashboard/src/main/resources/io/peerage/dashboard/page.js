// What all pages share: an element in the light DOM, so that one style sheet serves all, which loads its data
// again and again while it is shown.
import { LitElement } from "lit";
import { SignedOut } from "./api.js";

export class Page extends LitElement {
  static properties = { error: { state: true }, loaded: { state: true } };

  /** How often it loads. */
  static everyMillis = 2000;

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.shown = true;
    this.loop();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.shown = false;
    clearTimeout(this.timer);
  }

  async loop() {
    try {
      await this.load();
      this.error = undefined;
      this.loaded = true;
    } catch (problem) {
      if (problem instanceof SignedOut) {
        this.dispatchEvent(new CustomEvent("signed-out", { bubbles: true }));
        return;
      }
      this.error = problem instanceof TypeError ? "The tracker does not answer." : problem.message;
    }
    if (this.shown) {
      this.timer = setTimeout(() => this.loop(), this.constructor.everyMillis);
    }
  }
}

// The frame around the pages: sign-in, navigation by the address's hash, light and dark.
import { LitElement, html } from "lit";
import { SignedOut, get, signIn, signOut } from "./api.js";
import "./overview-page.js";
import "./agents-page.js";
import "./agent-page.js";

class PeerageApp extends LitElement {
  static properties = { signedIn: { state: true }, route: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.route = location.hash;
    addEventListener("hashchange", () => (this.route = location.hash));
    this.addEventListener("signed-out", () => (this.signedIn = false));
    const theme = localStorage.getItem("theme");
    if (theme) {
      document.documentElement.dataset.theme = theme;
    }
  }

  async connectedCallback() {
    super.connectedCallback();
    // An address with #token=... signs in at once; the token does not stay in the address.
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token) {
      history.replaceState(null, "", "#/");
      this.route = "#/";
      await this.enter(token);
      return;
    }
    try {
      await get("trust-domain");
      this.signedIn = true;
    } catch (problem) {
      this.signedIn = false;
      this.problem = problem instanceof SignedOut ? undefined : "The tracker does not answer.";
    }
  }

  async enter(token) {
    try {
      await signIn(token.trim());
      this.problem = undefined;
      this.signedIn = true;
    } catch (problem) {
      this.signedIn = false;
      this.problem =
        problem instanceof SignedOut ? "That is not the token of this tracker." : problem.message;
    }
  }

  toggleTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    dispatchEvent(new Event("theme"));
  }

  render() {
    if (this.signedIn === undefined) {
      return html``;
    }
    return this.signedIn ? this.renderFrame() : this.renderSignIn();
  }

  renderSignIn() {
    return html`<main>
      <section class="card login">
        <div class="brand"><img src="/icon.svg" alt="" />Peerage</div>
        <form
          @submit=${(event) => {
            event.preventDefault();
            this.enter(new FormData(event.target).get("token"));
          }}
        >
          <label for="token">Admin token</label>
          <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
          <button class="primary" type="submit">Sign in</button>
          ${this.problem ? html`<p class="notice" role="alert">${this.problem}</p>` : ""}
          <p class="soft">It stands in the file <code>admin-token</code> in the tracker's data folder.</p>
        </form>
      </section>
    </main>`;
  }

  renderFrame() {
    const agent = /^#\/agents\/([^/]+)$/.exec(this.route);
    const agents = this.route === "#/agents";
    return html`
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="#/"><img src="/icon.svg" alt="" />Peerage</a>
          <nav aria-label="Pages">
            <a href="#/" aria-current=${!agents && !agent ? "page" : "false"}>Overview</a>
            <a href="#/agents" aria-current=${agents || agent ? "page" : "false"}>Agents</a>
          </nav>
          <span class="spacer"></span>
          <button class="quiet" @click=${this.toggleTheme}>Light / dark</button>
          <button class="quiet" @click=${this.leave}>Sign out</button>
        </div>
      </header>
      <main>
        ${agent
          ? html`<agent-page .agentId=${decodeURIComponent(agent[1])}></agent-page>`
          : agents
            ? html`<agents-page></agents-page>`
            : html`<overview-page></overview-page>`}
      </main>
    `;
  }

  async leave() {
    await signOut().catch(() => undefined);
    this.signedIn = false;
  }
}

customElements.define("peerage-app", PeerageApp);

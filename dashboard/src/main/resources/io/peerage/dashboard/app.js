// The frame around the pages: sign-in, navigation by the address's hash, light and dark, the stream of events.
import { LitElement, html, nothing } from "lit";
import { SignedOut, isSignedIn, signIn, signOut } from "./api.js";
import { feed } from "./feed.js";
import { stateName } from "./parts.js";
import "./overview-page.js";
import "./agents-page.js";
import "./agent-page.js";

const RETRY_MILLIS = 3000;
const STREAM_STATES = {
  connecting: ["", "Connecting …"],
  live: ["on", "Live"],
  lost: ["off", "Connection lost, trying again"],
};

class PeerageApp extends LitElement {
  static properties = {
    signedIn: { state: true },
    route: { state: true },
    problem: { state: true },
    stream: { state: true },
    told: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.route = location.hash;
    this.stream = feed.state;
    addEventListener("hashchange", () => this.go());
    this.addEventListener("signed-out", () => this.ended("Your session has ended. Sign in again."));
    feed.addEventListener("change", () => (this.stream = feed.state));
    feed.addEventListener("news", ({ detail }) => this.tell(detail));
    const theme = localStorage.getItem("theme");
    if (theme) {
      document.documentElement.dataset.theme = theme;
    }
  }

  connectedCallback() {
    super.connectedCallback();
    this.begin();
  }

  async begin() {
    // An address with #token=... signs in at once; the token does not stay in the address.
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token) {
      history.replaceState(null, "", "#/");
      this.route = "#/";
      await this.enter(token);
      return;
    }
    try {
      this.problem = undefined;
      (await isSignedIn()) ? this.entered() : this.ended();
    } catch (problem) {
      this.problem = problem.message;
      setTimeout(() => this.begin(), RETRY_MILLIS);
    }
  }

  async enter(token) {
    try {
      await signIn(token.trim());
      this.entered();
    } catch (problem) {
      this.ended(
        problem instanceof SignedOut
          ? "That is not this tracker’s token. Copy all of it, from this tracker’s data folder."
          : problem.message,
      );
    }
  }

  entered() {
    this.problem = undefined;
    this.signedIn = true;
    feed.start();
  }

  ended(why) {
    this.problem = why;
    this.signedIn = false;
    feed.stop();
  }

  async leave() {
    await signOut().catch(() => undefined);
    this.ended();
  }

  /** To another page: it begins at its top, for the eye, the keyboard and the screen reader. */
  async go() {
    this.route = location.hash;
    await this.updateComplete;
    if (!this.route.includes("/evidence/")) {
      scrollTo(0, 0);
    }
    this.querySelector("main")?.focus({ preventScroll: true });
  }

  /** Says aloud what matters, which is verdicts; the rest can be read in the list. */
  tell(events) {
    const verdicts = events.filter((event) => event.type === "state");
    if (verdicts.length > 0) {
      const { agent, text } = verdicts.at(-1);
      const state = /-> ([A-Z]+)/.exec(text)?.[1];
      this.told = `Agent ${agent} is now: ${stateName(state)}`;
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
      return this.problem ? html`<main><p class="notice" role="alert">${this.problem}</p></main>` : nothing;
    }
    return this.signedIn ? this.renderFrame() : this.renderSignIn();
  }

  renderSignIn() {
    document.title = "Sign in · Peerage";
    return html`<main>
      <section class="card login">
        <h1 class="brand"><img src="/icon.svg" alt="" />Peerage</h1>
        <form
          @submit=${(event) => {
            event.preventDefault();
            this.enter(new FormData(event.target).get("token"));
          }}
        >
          <label for="token">Admin token</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            aria-describedby="token-where"
            required
            autofocus
          />
          ${this.problem ? html`<p class="notice" role="alert">${this.problem}</p>` : nothing}
          <button class="primary" type="submit">Sign in</button>
          <p class="soft small" id="token-where">
            It is in the file <code>admin-token</code> in the tracker’s data folder.
          </p>
        </form>
      </section>
    </main>`;
  }

  renderFrame() {
    const { page, content } = this.renderPage();
    const [dot, stream] = STREAM_STATES[this.stream];
    return html`
      <a
        class="skip"
        href="#main"
        @click=${(event) => {
          event.preventDefault();
          this.querySelector("main").focus();
        }}
        >Skip to content</a
      >
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="#/"><img src="/icon.svg" alt="" />Peerage</a>
          <nav aria-label="Pages">
            <a href="#/" aria-current=${page === "overview" ? "page" : nothing}>Overview</a>
            <a href="#/agents" aria-current=${page === "agents" ? "page" : nothing}>Agents</a>
          </nav>
          <span class="spacer"></span>
          <div class="tools">
            <span class="link-state ${this.stream}" role="status"><span class="dot ${dot}"></span>${stream}</span>
            <button class="quiet icon" aria-label="Light or dark" title="Light or dark" @click=${this.toggleTheme}>
              <svg viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="7"></circle>
                <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"></path>
              </svg>
            </button>
            <button class="quiet" @click=${this.leave}>Sign out</button>
          </div>
        </div>
      </header>
      <main tabindex="-1">${content}</main>
      <p class="hidden-text" aria-live="polite">${this.told}</p>
    `;
  }

  renderPage() {
    const [, agent, evidence] = /^#\/agents\/([^/]+)(?:\/evidence\/([^/]+))?$/.exec(this.route) ?? [];
    if (agent) {
      const id = decoded(agent);
      document.title = `${id} · Peerage`;
      return {
        page: "agents",
        content: html`<agent-page .agentId=${id} .evidenceId=${evidence && decoded(evidence)}></agent-page>`,
      };
    }
    if (this.route === "#/agents") {
      document.title = "Agents · Peerage";
      return { page: "agents", content: html`<agents-page></agents-page>` };
    }
    document.title = "Overview · Peerage";
    return { page: "overview", content: html`<overview-page></overview-page>` };
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

customElements.define("peerage-app", PeerageApp);

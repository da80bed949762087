// The tracker's events as they come: one stream for the whole application, over server-sent events. It begins with
// what the tracker still has, goes on where it broke off, and rests while nobody looks at the page.

const TYPES = [
  "agent-enrolled", "agent-online", "agent-offline", "audit", "state", "deny-list", "purge-requested",
  "purge-completed", "takedown-ordered", "takedown-lifted", "appeal",
];
const KEPT = 1000;
const RETRY_MILLIS = 3000;
const GATHER_MILLIS = 50;

class Feed extends EventTarget {
  /** The newest first; at most KEPT. */
  events = [];
  /** "connecting", "live" or "lost". */
  state = "connecting";
  #lastId = 0;
  #arrived = [];
  #source;
  #wanted = false;
  #retry;
  #openedOnce = false;

  constructor() {
    super();
    document.addEventListener("visibilitychange", () => {
      if (this.#wanted) {
        document.hidden ? this.#close() : this.#open();
      }
    });
  }

  start() {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#open();
    }
  }

  stop() {
    this.#wanted = false;
    this.#close();
    this.events = [];
    this.#arrived = [];
    this.#lastId = 0;
    this.#openedOnce = false;
    this.#become("connecting");
  }

  #open() {
    this.#close();
    // A browser that reconnects by itself sends Last-Event-ID, which goes before the query.
    const source = new EventSource(`/api/v1/events?lastEventId=${this.#lastId}`);
    this.#source = source;
    for (const type of TYPES) {
      source.addEventListener(type, (message) => this.#take(JSON.parse(message.data)));
    }
    source.onopen = () => {
      this.#become("live");
      // What comes with the opening is the past; only what comes later is news.
      setTimeout(() => (this.#openedOnce = true), 1000);
    };
    source.onerror = () => {
      this.#become("lost");
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.#wanted && !document.hidden && this.#open(), RETRY_MILLIS);
      }
    };
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
  }

  #become(state) {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new Event("change"));
    }
  }

  #take(event) {
    if (event.id <= this.#lastId) {
      return;
    }
    this.#lastId = event.id;
    if (this.#arrived.push({ ...event, isNews: this.#openedOnce }) === 1) {
      setTimeout(() => this.#show(), GATHER_MILLIS);
    }
  }

  /** Many events at once are shown at once. */
  #show() {
    const news = this.#arrived.filter((event) => event.isNews);
    this.events = [...this.#arrived.reverse(), ...this.events].slice(0, KEPT);
    this.#arrived = [];
    this.dispatchEvent(new Event("change"));
    if (news.length > 0) {
      this.dispatchEvent(new CustomEvent("news", { detail: news }));
    }
  }
}

export const feed = new Feed();

// Talks to the tracker's admin API: JSON by fetch with the session cookie, and one stream of events.

/** The server wants a session: the page shows the sign-in form. */
export class SignedOut extends Error {}

async function request(method, path, body) {
  const response = await fetch(`/api/v1/${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
    credentials: "same-origin",
  });
  if (response.status === 401) {
    throw new SignedOut();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || problem.title || `HTTP ${response.status}`);
  }
  return response.status === 204 ? null : response.json();
}

export const get = (path) => request("GET", path);
export const signIn = (token) => request("POST", "session", { token });
export const signOut = () => request("DELETE", "session");

/** Calls `onEvent` for each event from now on, and `onState` with whether the stream is open. Returns what ends it. */
export function follow(onEvent, onState) {
  const source = new EventSource("/api/v1/events");
  const types = ["agent-enrolled", "agent-online", "agent-offline", "audit", "state", "deny-list"];
  for (const type of types) {
    source.addEventListener(type, (message) => onEvent(JSON.parse(message.data)));
  }
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  return () => source.close();
}

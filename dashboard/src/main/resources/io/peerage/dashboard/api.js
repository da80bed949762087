// Talks to the tracker's admin API: JSON by fetch, with the session cookie.

/** The server wants a session: the application shows the sign-in form. */
export class SignedOut extends Error {}

/** There is no such thing (any more). */
export class NotFound extends Error {}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
      credentials: "same-origin",
    });
  } catch {
    throw new Error("The tracker does not answer.");
  }
  if (response.status === 401) {
    throw new SignedOut();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    const text = problem.detail || problem.title || `The tracker answered ${response.status}.`;
    throw response.status === 404 ? new NotFound(text) : new Error(text);
  }
  return response.status === 204 ? null : response.json();
}

export const get = (path) => request("GET", path);
export const isSignedIn = async () => (await get("session")).signedIn;
export const signIn = (token) => request("POST", "session", { token });
export const signOut = () => request("DELETE", "session");

// How an entry travels: with a fresh token, and an answer that is surely ours. Whatever else comes back (the page of a
// hotel's network, a proxy's error) counts as no signal.

const PATIENCE = 20_000;
const NO_RIGHT = "Su cuenta ya no puede registrar sesiones. Guarde el registro en un archivo y avise a la coordinación.";
const NOT_TAKEN = "El programa no pudo leer este registro. Guárdelo en un archivo y avise a la coordinación.";

/** The day of a moment where the device is. */
function dayOf(stamp) {
  const moment = new Date(stamp);
  return new Date(stamp - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
const refused = (text) => ({ state: "refused", reasons: [{ label: "", text }] });

/** `places`: where the entry and the token are (`entry`, `session`). */
export function wire({ places, owner, ask = (...what) => fetch(...what), patience = PATIENCE }) {
  let token = "";

  async function say(address, options = {}) {
    const headers = { Accept: "application/json", ...options.headers };
    const settings = { cache: "no-store", credentials: "same-origin", redirect: "manual", ...options, headers };
    return ask(address, { ...settings, signal: AbortSignal.timeout?.(patience) });
  }
  const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").startsWith("application/json");

  /** "" when there is a token, else why there is none. */
  async function renew() {
    const answer = await say(places.session);
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed_out";
    if (!answer.ok || !isJson(answer)) return "offline";
    token = (await answer.json()).csrf_token ?? "";
    return token ? "" : "offline";
  }

  function bodyOf(id, content, made) {
    const body = new URLSearchParams(content.values);
    body.set("client_id", id);
    body.set("version", String(content.version ?? 0));
    body.set("seho", String(content.seho));
    body.set("owner", owner);
    body.set("made_on", dayOf(made));
    body.delete("csrfmiddlewaretoken");
    return body;
  }

  async function post(id, content, made) {
    const answer = await say(places.entry, {
      method: "POST", body: bodyOf(id, content, made), headers: { "X-CSRFToken": token },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed_out" };
    if (isJson(answer)) {
      const told = await answer.json();
      if (told.state) return told;
    }
    if (answer.status === 403) return { state: "forbidden" };
    if (answer.status >= 502 && answer.status <= 504) return { state: "offline" };
    if (answer.status >= 500) return { state: "failed" };
    if (answer.status >= 400) return refused(NOT_TAKEN);
    return { state: "offline" };
  }

  return async function send(id, content, made) {
    try {
      const missing = token ? "" : await renew();
      if (missing) return { state: missing };
      let answer = await post(id, content, made);
      if (answer.state === "forbidden") {
        // The token is of a session that ended, or the right is gone: a new token tells which.
        const why = await renew();
        if (why) return { state: why };
        answer = await post(id, content, made);
      }
      return answer.state === "forbidden" ? refused(NO_RIGHT) : answer;
    } catch {
      return { state: "offline" };
    }
  };
}

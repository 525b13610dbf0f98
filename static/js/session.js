// A session that ends while somebody writes: sign in again elsewhere and go on here. And the end of an idle session.

const { sessionUrl, loginUrl, idleMinutes, draftLock } = document.body.dataset;
const TRUSTED_FOR = 5 * 60 * 1000;
let lastSeenAlive = Date.now();

// --- Is the session alive? true, false, or null when there is no connection --------------------------------------
async function isAlive() {
  try {
    const answer = await fetch(sessionUrl || "/", {
      redirect: "manual", cache: "no-store", headers: { Accept: "application/json" },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return false;
    lastSeenAlive = Date.now();
    return true;
  } catch {
    return null;
  }
}
/** Same person again? Then every form on this page gets the new token. */
async function renew() {
  const answer = await fetch("/", { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name=csrfmiddlewaretoken]");
  if (!token || page.body.dataset.draftLock !== draftLock) return false;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token.value;
  return true;
}

const ended = document.getElementById("ventana-sesion");
function askToSignIn() {
  if (!ended || ended.open) return;
  ended.querySelector("[data-session-sign-in]").href = loginUrl || "/";
  ended.querySelector("[data-session-still]").hidden = true;
  ended.showModal();
}
async function signedInAgain() {
  if ((await isAlive()) && (await renew())) {
    ended.close();
    notify("Ya puede continuar: nada se perdió.", "good");
  } else {
    ended.querySelector("[data-session-still]").hidden = false;
  }
}
function notify(text, state) {
  document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, state } }));
}

if (draftLock) {
  ended?.querySelector("[data-session-check]").addEventListener("click", signedInAgain);
  addEventListener("focus", async () => {
    if (ended?.open && (await isAlive())) signedInAgain();
  });

  // Before a form is sent after a while: rather ask than lose it. Listening while the event comes down,
  // so that what counts as "sent" elsewhere has not happened yet.
  let mayPass = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-sign-out]") || mayPass === form) {
      mayPass = null;
      return;
    }
    if (navigator.onLine && Date.now() - lastSeenAlive < TRUSTED_FOR) return;
    const { submitter } = event;
    event.preventDefault();
    event.stopPropagation();
    form.dispatchEvent(new Event("draft:save"));
    isAlive().then((alive) => {
      if (alive) {
        mayPass = form;
        form.requestSubmit(submitter);
      } else if (alive === false) askToSignIn();
      // A form whose entry may wait on the device takes it there (device/form.js).
      else if (form.dispatchEvent(new CustomEvent("session:unreachable", { cancelable: true }))) {
        notify("No hay conexión. Lo que escribió sigue aquí: intente de nuevo en un momento.", "late");
      }
    });
  }, true);

  // A fragment that was answered by the sign-in page.
  const wasSignIn = (xhr) => xhr.status === 401 || (loginUrl && xhr.responseURL && new URL(xhr.responseURL).pathname === loginUrl);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!wasSignIn(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    askToSignIn();
  });
}

// --- Idle: on a shared computer the session ends by itself ---------------------------------------------------------
const IDLE = Number(idleMinutes) * 60 * 1000;
const WARNING = 60 * 1000;
if (IDLE) {
  const asking = document.getElementById("ventana-inactividad");
  const left = asking.querySelector("[data-idle-left]");
  let touched = Date.now();
  // Work in another tab counts too.
  const share = () => { try { localStorage.setItem("touched", String(touched)); } catch { /* this tab alone */ } };
  const lastTouch = () => {
    try { return Math.max(touched, Number(localStorage.getItem("touched"))); } catch { return touched; }
  };
  const touch = () => {
    if (asking.open) return;
    if (Date.now() - touched > 5000) { touched = Date.now(); share(); }
  };
  share();
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, touch, { passive: true, capture: true });
  asking.addEventListener("close", () => { touched = Date.now(); share(); });

  // Who writes for long without a request is at work as well: the server hears of it.
  const keepAlive = async () => {
    if (lastTouch() > lastSeenAlive && Date.now() - lastSeenAlive > IDLE / 3 && (await isAlive()) === false) askToSignIn();
  };
  const leave = () => {
    const form = document.querySelector("form[data-sign-out]");
    for (const draft of document.querySelectorAll("form[data-draft]")) draft.dispatchEvent(new Event("draft:save"));
    form.dataset.idle = "1";
    setTimeout(() => form.requestSubmit(), 300);
  };
  const timer = setInterval(() => {
    const rest = IDLE - (Date.now() - lastTouch());
    if (rest <= 0) {
      clearInterval(timer);
      leave();
    } else if (rest <= WARNING) {
      left.textContent = String(Math.ceil(rest / 1000));
      if (!asking.open) asking.showModal();
    } else if (asking.open) asking.close();
    else keepAlive();
  }, 1000);
}

// Habits of every page: theme, menus, windows, keys, toasts, and what htmx may do.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Storage may be closed by the browser; nothing here depends on it. ------------------------------
function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* the choice lasts for this page only */ }
}

// --- Theme ------------------------------------------------------------------------------------------
function showTheme(choice) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const button of $$("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === (choice || "")));
  }
}
for (const group of $$("[data-theme-choice]")) group.hidden = false;
showTheme(document.documentElement.dataset.theme);

// --- Toasts -------------------------------------------------------------------------------------------
function hideLater(toast) {
  // Errors, and what can be undone, stay until they are closed.
  if (toast.matches(".toast-late, .toast-due") || toast.querySelector("form")) return;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), 8000); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  start();
}
function wakeToasts(root = document) {
  for (const toast of $$("[data-toast]", root)) {
    toast.querySelector("[data-close-toast]").hidden = false;
    hideLater(toast);
  }
}
function toast(text, state = "late") {
  const note = document.createElement("div");
  note.className = `toast-note toast-${state}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet";
  close.dataset.closeToast = "";
  close.textContent = "Cerrar";
  note.append(words, close);
  document.getElementById("avisos")?.append(note);
  hideLater(note);
}
document.addEventListener("app:toast", (event) => toast(event.detail.text, event.detail.state));
wakeToasts();
// A live region speaks only of what changes after the page has loaded.
const notices = document.getElementById("avisos");
if (notices) {
  // Floating, it covers nothing: the page learns how much room it takes (see .toasts in app.css).
  notices.classList.add("is-floating");
  new ResizeObserver(() => {
    const height = notices.childElementCount ? notices.offsetHeight : 0;
    document.documentElement.style.setProperty("--notices", `${height}px`);
  }).observe(notices, { box: "border-box" });
}
if (notices?.childElementCount) {
  const spoken = [...notices.children];
  notices.replaceChildren();
  setTimeout(() => notices.append(...spoken), 150);
}

// --- One listener for what is touched ---------------------------------------------------------------
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-close-toast], [data-theme-value]");
  if (target?.hasAttribute("data-close-toast")) target.closest(".toast-note").remove();
  if (target?.hasAttribute("data-theme-value")) {
    remember("theme", target.dataset.themeValue);
    showTheme(target.dataset.themeValue);
  }
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// --- What is chosen in a row that scrolls sideways stands in sight -------------------------------------
for (const chosen of $$(".tabs [aria-current], .chips .is-on")) {
  const row = chosen.closest("ul");
  row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}

// --- Keys -----------------------------------------------------------------------------------------------
const keysOff = document.querySelector("[data-keys-off]");
if (keysOff) {
  keysOff.checked = recall("keys") === "off";
  keysOff.addEventListener("change", () => remember("keys", keysOff.checked ? "off" : ""));
}
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = $$("details.menu[open], details.why[open]").filter((each) => each.contains(event.target));
    for (const details of open) {
      details.open = false;
      details.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (keysOff?.checked || isTyping(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    document.getElementById("ventana-teclas")?.showModal();
  }
});

// --- htmx -------------------------------------------------------------------------------------------------
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});
document.addEventListener("htmx:sendError", () => {
  toast("No hay conexión. Lo que escribió sigue aquí: intente de nuevo en un momento.");
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) return; // session.js asks to sign in again
  if (status === 403) toast("Usted no puede hacer esto. Si cree que debería poder, avise a la coordinación.");
  else if (status === 404) toast("Lo que buscaba ya no está. Recargue la página.");
  else toast("Algo falló en el programa. Nada quedó a medias: intente de nuevo en un momento.");
});
document.addEventListener("htmx:afterSwap", (event) => wakeToasts(event.detail.target));

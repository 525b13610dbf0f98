// Drafts of forms with data-draft="key", in this tab only (sessionStorage) and locked with a key that the server
// gives to the person who signed in: whoever uses the computer next can neither see nor read them.
// A draft goes when its form was accepted, when the person signs out, and when somebody else signs in.

const PREFIX = "draft:";
const SENT = "draft-sent:";
const lock = document.body.dataset.draftLock;
let signedOut = false;
const skipped = new Set(["csrfmiddlewaretoken", ""]);

function stored(prefix) {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
function wipe() {
  for (const key of [...stored(PREFIX), ...stored(SENT)]) sessionStorage.removeItem(key);
}

// --- Locking: AES-GCM where the browser allows it (https, or this computer), else the lock's name beside the text ---
const sealed = Boolean(globalThis.crypto?.subtle);
async function cipherKey() {
  const bytes = Uint8Array.from(lock.match(/../g), (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
const toText = (bytes) => btoa(String.fromCharCode(...bytes));
const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
function chunked(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}
async function seal(draft) {
  const text = JSON.stringify(draft);
  if (!sealed) return JSON.stringify({ owner: lock.slice(0, 12), text });
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cipherKey(), new TextEncoder().encode(text));
  return JSON.stringify({ iv: toText(iv), data: chunked(new Uint8Array(data)) });
}
async function unseal(box) {
  try {
    const { iv, data, owner, text } = JSON.parse(box);
    if (!sealed) return owner === lock.slice(0, 12) ? JSON.parse(text) : null;
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, await cipherKey(), toBytes(data));
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    return null; // somebody else's, or damaged
  }
}

// --- Reading and filling a form ---------------------------------------------------------------------------------------
function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && !skipped.has(field.name) && !["file", "password", "submit", "button"].includes(field.type),
  );
}
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
function read(form) {
  return fieldsOf(form).map((field) => {
    if (isChoice(field)) return [field.name, field.value, field.checked];
    if (field.tagName === "SELECT") {
      return [field.name, [...field.selectedOptions].map((option) => [option.value, option.text])];
    }
    return [field.name, field.value];
  });
}
// What the server had put into the form; the key of the entry is new each time and says nothing.
function baseOf(form) {
  const given = fieldsOf(form).filter((field) => field.name !== "client_id").map((field) => {
    if (field.tagName === "SELECT") return [...field.options].filter((each) => each.defaultSelected).map((each) => each.value);
    return isChoice(field) ? [field.defaultValue, field.defaultChecked] : field.defaultValue;
  });
  return JSON.stringify(given);
}

function fillSelect(field, chosen) {
  for (const [value, text] of chosen) {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(text, value));
  }
  for (const option of field.options) option.selected = chosen.some(([value]) => value === option.value);
  field.tomselect?.sync();
}
function fill(form, values) {
  const waiting = [...values];
  for (const field of fieldsOf(form)) {
    const isIts = ([name, value]) => name === field.name && (!isChoice(field) || value === field.value);
    const place = waiting.findIndex(isIts);
    if (place < 0) continue;
    const [[, value, checked]] = waiting.splice(place, 1);
    if (isChoice(field)) field.checked = checked;
    else if (field.tagName === "SELECT") fillSelect(field, value);
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// --- One form ---------------------------------------------------------------------------------------------------------------
function clock() {
  return new Date().toLocaleTimeString("es-PE", { hour: "2-digit", minute: "2-digit", hour12: false });
}
function statusOf(form) {
  let status = form.querySelector("[data-draft-status]");
  if (!status) {
    status = document.createElement("span");
    status.className = "draft-note";
    form.append(status);
  }
  status.setAttribute("role", "status");
  return status;
}
function offer(status, words, acts) {
  const buttons = acts.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  });
  status.replaceChildren(words, ...buttons);
}

async function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const status = statusOf(form);
  const base = baseOf(form);
  const failed = form.querySelector(".is-invalid, .alert-danger") !== null;
  const blank = () => {
    sessionStorage.removeItem(key);
    form.reset();
    for (const field of form.elements) field.tomselect?.sync();
    status.replaceChildren("Borrador descartado.");
  };
  const restore = (draft) => {
    fill(form, draft.values);
    offer(status, `Se recuperó su borrador de las ${draft.at}.`, [["Descartar", blank]]);
  };

  const box = sessionStorage.getItem(key);
  if (box && !failed) {
    const draft = await unseal(box);
    if (!draft) sessionStorage.removeItem(key);
    else if (draft.base === base) restore(draft);
    else {
      offer(status, `Hay un borrador de las ${draft.at}, anterior a los últimos cambios de esta ficha.`, [
        ["Recuperar", () => restore(draft)],
        ["Descartar", () => { sessionStorage.removeItem(key); status.replaceChildren(); }],
      ]);
    }
  }

  let timer;
  const save = async () => {
    clearTimeout(timer);
    timer = undefined;
    const at = clock();
    try {
      const box = await seal({ at, base, values: read(form) });
      if (signedOut) return;
      sessionStorage.setItem(key, box);
      status.replaceChildren(`Borrador guardado a las ${at}.`);
    } catch {
      status.replaceChildren("No se pudo guardar el borrador en este equipo.");
    }
  };
  const later = (event) => {
    if (!event.isTrusted && !event.target.tomselect) return;
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("draft:save", save);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) save();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = undefined;
    if (!event.defaultPrevented) sessionStorage.setItem(SENT + form.dataset.draft, "1");
  });
}

// --- The page ------------------------------------------------------------------------------------------------------------------
try {
  if (document.body.hasAttribute("data-failed")) {
    // The form that led here was not accepted: its draft stays.
    for (const key of stored(SENT)) sessionStorage.removeItem(key);
  } else if (lock) {
    for (const key of stored(SENT)) {
      sessionStorage.removeItem(PREFIX + key.slice(SENT.length));
      sessionStorage.removeItem(key);
    }
    for (const key of stored(PREFIX)) if (!(await unseal(sessionStorage.getItem(key)))) sessionStorage.removeItem(key);
    for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  }
} catch {
  // Storage is closed: no drafts.
}
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  // Signed out by idleness: what is sealed may wait for its owner, in this tab.
  if (event.target.dataset.idle && sealed) return;
  signedOut = true;
  wipe();
});

// Habits of forms: sent once, keyed once, checked while one types, files shown before they are sent.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Sent once ------------------------------------------------------------------------------------------
function wake(form) {
  delete form.dataset.sent;
  for (const button of $$(".is-busy", form)) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-busy");
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.classList.add("is-busy");
  event.submitter?.setAttribute("aria-busy", "true");
  // The answer to these is a file: the page stays, so the button wakes again.
  if ("download" in form.dataset || form.target === "_blank") setTimeout(() => wake(form), 4000);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) $$("form[data-sent]").forEach(wake);
});

// --- Keyed once: the same entry sent twice is written once ------------------------------------------------
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
function giveKeys(root) {
  for (const field of $$("input[name=client_id]", root)) field.value ||= uuid();
}

// --- Checked while one types --------------------------------------------------------------------------------
function checkField(field) {
  const right = new RegExp(`^(?:${field.dataset.check})$`, "u").test(field.value.trim());
  let hint = field.parentElement.querySelector(".field-hint");
  if (right || !field.value.trim()) {
    hint?.remove();
    return;
  }
  if (hint) return;
  hint = document.createElement("p");
  hint.className = "field-hint";
  hint.setAttribute("role", "status");
  field.after(hint);
  hint.textContent = field.dataset.checkText;
}
document.addEventListener("input", (event) => {
  const hinted = event.target.parentElement?.querySelector(".field-hint");
  if (event.target.dataset.check && hinted) checkField(event.target);
});
document.addEventListener("change", (event) => {
  const field = event.target;
  // A little later: a hint that comes in between would push away what is being clicked just now.
  if (field.dataset.check) setTimeout(() => checkField(field), 300);
  if ("autosubmit" in field.dataset) field.form.requestSubmit();
});

// --- Files and photos -----------------------------------------------------------------------------------------
function readableSize(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function fileRow(file, remove) {
  const row = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    picture.addEventListener("error", () => picture.remove(), { once: true });
    row.append(picture);
  }
  const name = document.createElement("span");
  name.className = "flex-grow-1";
  name.textContent = `${file.name} (${readableSize(file.size)})`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = "Quitar";
  button.setAttribute("aria-label", `Quitar ${file.name}`);
  button.addEventListener("click", remove);
  row.append(name, button);
  return row;
}
function wakeDrop(drop) {
  const input = drop.querySelector("input[type=file]");
  const area = drop.querySelector(".drop");
  const list = drop.querySelector("[data-drop-list]");
  if (!input || !list || drop.dataset.awake) return;
  drop.dataset.awake = "1";
  let chosen = [];
  const show = () => {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    list.replaceChildren(...chosen.map((file) => fileRow(file, () => {
      chosen = chosen.filter((other) => other !== file);
      show();
      input.focus();
    })));
    list.hidden = chosen.length === 0;
  };
  const add = (files) => {
    const isNew = (file) => !chosen.some((other) => other.name === file.name && other.size === file.size);
    // Each photo taken with the camera arrives alone: they add up.
    chosen = input.multiple ? [...chosen, ...[...files].filter(isNew)] : [...files].slice(0, 1);
    show();
  };
  input.addEventListener("change", () => add(input.files));
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    add(event.dataTransfer.files);
  });
}

// --- What came back with errors: go to the first one --------------------------------------------------------------
function showFirstError() {
  const first = document.querySelector("main .is-invalid, main [aria-invalid=true], main .alert-danger[role=alert]");
  if (!first) return;
  document.title = `Revise: ${document.title}`;
  const field = first.matches("input, select, textarea") ? first : first.querySelector("input");
  field?.focus();
  first.scrollIntoView({ block: "center" }); // what is wrong with it stands below it
}

function wakeForms(root) {
  giveKeys(root);
  $$("[data-drop]", root).forEach(wakeDrop);
}
wakeForms(document);
showFirstError();
document.addEventListener("htmx:afterSwap", (event) => wakeForms(event.detail.target));

// The files of a work: each is sent by itself as soon as it is chosen, keeps its place, tries again when the signal
// fails, and can be turned, cropped, moved and taken out before anything is saved.

import { editorOf } from "./editor.js";
import { wakeRecorder } from "./recorder.js";
import { shrunk } from "./shrink.js";

const form = document.querySelector("[data-work-form]");
const uploads = form.querySelector("[data-uploads]");
const lines = uploads.querySelector("[data-lines]");
const status = form.querySelector("[data-uploads-status]");
const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
const headers = { "X-CSRFToken": token, Accept: "application/json" };
const WAITS = [1000, 2000, 4000, 8000];
const NO_SIGNAL = "No hay conexión: no se pudo enviar.";

const rows = () => [...lines.children];
const parse = (html) => document.createRange().createContextualFragment(html).querySelector("li");
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

// --- Order: the numbers that a form without script asks for follow from where each line stands ------------------------
function settle() {
  rows().forEach((row, place, all) => {
    const order = row.querySelector("input[name^=order-]");
    if (order) order.value = String(place + 1);
    for (const button of row.querySelectorAll("[data-move]")) {
      button.hidden = false;
      button.disabled = button.dataset.move === "-1" ? place === 0 : place === all.length - 1;
    }
  });
}
function move(row, by) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  settle();
  const name = row.dataset.name ?? "El archivo";
  status.textContent = `${name}: lugar ${rows().indexOf(row) + 1} de ${rows().length}.`;
}

// --- Sending ------------------------------------------------------------------------------------------------------------
let running = 0;
const queue = [];
let saving = null;

function waitingRow(file) {
  const row = document.createElement("li");
  row.className = "file-line is-waiting";
  row.dataset.name = file.name;
  const look = document.createElement("div");
  look.className = "file-look";
  if (/^image\/(jpeg|png|webp|gif)/.test(file.type)) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    look.append(picture);
  }
  const words = document.createElement("div");
  words.className = "file-words";
  const name = document.createElement("p");
  name.className = "file-name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", `Envío de ${file.name}`);
  const told = document.createElement("p");
  told.className = "file-told";
  told.textContent = "En espera";
  words.append(name, bar, told);
  const acts = document.createElement("div");
  acts.className = "file-acts";
  row.append(look, words, acts);
  return row;
}
function actButton(row, label, act, style = "btn-quiet") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `btn ${style}`;
  button.textContent = label;
  button.setAttribute("aria-label", `${label} ${row.dataset.name}`);
  button.addEventListener("click", act);
  row.querySelector(".file-acts").append(button);
}
function discard(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  settle();
  (next?.querySelector("input, button") ?? uploads.querySelector("[data-pick]")).focus();
  tellAll();
}
function fail(row, job, words, mayRetry) {
  row.classList.remove("is-waiting");
  row.classList.add("is-failed");
  row.querySelector("progress")?.remove();
  const told = row.querySelector(".file-told");
  told.setAttribute("role", "alert");
  told.textContent = words;
  row.querySelector(".file-acts").replaceChildren();
  if (mayRetry) {
    actButton(row, "Reintentar", () => {
      const again = waitingRow(job.file);
      row.replaceWith(again);
      start({ ...job, row: again });
    }, "btn-secondary");
  }
  actButton(row, "Quitar", () => discard(row));
}

function send(job) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", job.small, job.small.name);
    request.open("POST", uploads.dataset.uploads);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      const bar = job.row.querySelector("progress");
      if (!event.lengthComputable || !bar) return;
      bar.value = (event.loaded / event.total) * 100;
      job.row.querySelector(".file-told").textContent = event.loaded < event.total ? "Enviando" : "Preparando";
    });
    request.addEventListener("loadend", () => done({ code: request.status, answer: request.response }));
    request.send(body);
  });
}

async function carry(job) {
  job.small = await shrunk(job.file);
  for (let turn = 0; ; turn += 1) {
    job.row.querySelector(".file-told").textContent = "Enviando";
    const { code, answer } = await send(job);
    if (!job.row.isConnected) return;
    if (code === 200 && answer?.line) {
      place(job, answer);
      return;
    }
    const mayRetry = code === 0 || code === 503 || code === 502 || code === 504 || code === 429;
    if (mayRetry && turn < WAITS.length) {
      job.row.querySelector(".file-told").textContent = code ? "El servidor está ocupado: se intenta otra vez" : "Sin conexión: se intenta otra vez";
      await pause(WAITS[turn]);
      continue;
    }
    const isOut = code === 401 || code === 403 || code === 302;
    const words = answer?.error ?? (code === 413 ? "El archivo es demasiado pesado." : isOut
      ? "Su sesión terminó o ya no puede agregar aquí. Ingrese otra vez y reintente." : code ? "No se pudo enviar." : NO_SIGNAL);
    fail(job.row, job, words, code !== 200 && code !== 413);
    return;
  }
}
function place(job, answer) {
  if (rows().some((row) => row.dataset.line === answer.key)) {
    fail(job.row, job, "Este archivo ya está en la lista.", false);
    return;
  }
  const fresh = parse(answer.line);
  job.row.replaceWith(fresh);
  settle();
}
async function run() {
  // Two at a time: the server prepares one while the next one travels.
  while (queue.length && running < 2) {
    const job = queue.shift();
    running += 1;
    carry(job).catch(() => fail(job.row, job, "No se pudo enviar.", true)).finally(() => {
      running -= 1;
      tellAll();
      run();
    });
  }
}
function start(job) {
  queue.push(job);
  tellAll();
  run();
}
function add(files) {
  for (const file of files) {
    const row = waitingRow(file);
    lines.append(row);
    start({ file, row });
  }
  settle();
}
function tellAll() {
  const left = queue.length + running;
  if (left) status.textContent = left === 1 ? "Se envía 1 archivo." : `Se envían ${left} archivos.`;
  else if (rows().some((row) => row.classList.contains("is-failed"))) status.textContent = "Algún archivo no se envió: revíselo arriba.";
  else if (rows().length) status.textContent = "Archivos listos.";
  else status.textContent = "";
  if (!left && saving !== null) {
    const button = saving;
    saving = null;
    if (!rows().some((row) => row.classList.contains("is-failed"))) form.requestSubmit(button);
  }
}
form.addEventListener("submit", (event) => {
  if (!queue.length && !running) return;
  event.preventDefault();
  saving = event.submitter;
  status.textContent = "Se guardará apenas terminen de enviarse los archivos.";
});
addEventListener("beforeunload", (event) => { if (queue.length || running) event.preventDefault(); });

// --- Choosing -----------------------------------------------------------------------------------------------------------
for (const pick of uploads.querySelectorAll("[data-pick]")) {
  pick.addEventListener("change", () => {
    add([...pick.files]);
    pick.value = ""; // each goes by itself, and the same one may be chosen again
  });
}
for (const each of uploads.querySelectorAll("[data-with-script]")) each.hidden = false;
uploads.querySelector("[data-without-script]").remove();
uploads.addEventListener("dragover", (event) => event.preventDefault());
uploads.addEventListener("drop", (event) => {
  event.preventDefault();
  add([...event.dataTransfer.files]);
});
wakeRecorder(uploads, add);

// --- What is touched on a line --------------------------------------------------------------------------------------------
const adjustWindow = document.querySelector("[data-adjust-window]");
const adjustForm = adjustWindow.querySelector("[data-adjust-form]");
const adjustError = adjustWindow.querySelector("[data-adjust-error]");
const editor = editorOf(adjustForm);
let adjusted = null;

function bodyOf(row, values) {
  const body = new FormData();
  body.append("kept", row.querySelector("input[name=kept]")?.value ?? "");
  body.append("caption", row.querySelector("input[name^=caption-]")?.value ?? "");
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  return body;
}
async function openEditor(row) {
  adjusted = row;
  adjustError.hidden = true;
  const first = Object.fromEntries(["quarters", "left", "top", "right", "bottom"].map((name) => [name, Number(row.dataset[name])]));
  const source = row.dataset.original
    ? { url: row.dataset.original }
    : { url: row.dataset.adjust, init: { method: "POST", headers, body: bodyOf(row, {}) } };
  try {
    await editor.open(source, first);
    adjustWindow.showModal();
  } catch {
    document.dispatchEvent(new CustomEvent("app:toast", { detail: { text: "No se pudo abrir la foto. Intente de nuevo en un momento." } }));
  }
}
adjustForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const row = adjusted;
  const button = adjustForm.querySelector("[value=save]");
  button.disabled = true;
  try {
    const answer = await fetch(row.dataset.adjust, { method: "POST", headers, body: bodyOf(row, editor.values()) });
    const told = await answer.json();
    if (!told.line) throw new Error(told.error ?? NO_SIGNAL);
    const fresh = parse(told.line);
    const typed = row.querySelector("input[name^=caption-]");
    fresh.querySelector("input[name^=caption-]").value = typed.value;
    row.replaceWith(fresh);
    settle();
    adjustWindow.close();
    fresh.querySelector("[data-adjust-open]").focus();
  } catch (error) {
    adjustError.textContent = error instanceof SyntaxError || error instanceof TypeError ? NO_SIGNAL : error.message;
    adjustError.hidden = false;
  }
  button.disabled = false;
});
adjustWindow.querySelector("[data-adjust-close]").addEventListener("click", () => adjustWindow.close());

lines.addEventListener("click", (event) => {
  const row = event.target.closest(".file-line");
  const mover = event.target.closest("[data-move]");
  if (mover) {
    move(row, Number(mover.dataset.move));
    (mover.disabled ? row.querySelector("[data-move]:not(:disabled)") : mover)?.focus();
  } else if (event.target.closest("[data-adjust-open]")) {
    event.preventDefault();
    openEditor(row);
  }
});
lines.addEventListener("change", (event) => {
  if (event.target.dataset.remove !== undefined) event.target.closest(".file-line").classList.toggle("is-removed", event.target.checked);
});
form.classList.add("is-awake");
settle();

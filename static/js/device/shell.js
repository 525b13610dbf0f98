// The page without signal: the round, the quick log and the queue, all of what this device has kept.

import { Device, newId } from "./device.js";
import { h, icon, plural } from "./shell/draw.js";
import { drawLog } from "./shell/log.js";
import { asText, drawQueue, whoOf } from "./shell/queue.js";
import { drawRound } from "./shell/round.js";

const { entryUrl, sessionUrl, roundUrl, loginUrl } = document.body.dataset;
const STOPPED = {
  offline: "Todavía no hay señal. Se enviará cuando vuelva.",
  signed_out: "Su sesión terminó: ingrese de nuevo para enviar. Nada se pierde.",
  other_person: "En este equipo ingresó otra persona. Sus registros esperan a que ingrese usted.",
  busy: "El servicio está ocupado. Se enviará en un momento.",
};
const RETRY = 30_000;
const PATIENCE = 30;

class App {
  device = null;
  round = null;
  entries = [];
  locked = 0;
  #logging = null;
  #last = new Map();
  #isSending = false;

  async start() {
    this.device = await new Device().wake();
    if (this.device.isOpen && !this.device.meta.places) this.device.meta.places = { entry: entryUrl, session: sessionUrl };
    await this.read();
    this.draw();
    addEventListener("hashchange", () => this.draw());
    addEventListener("online", () => this.onSignal());
    addEventListener("offline", () => this.tellSignal());
    addEventListener("focus", () => this.onSignal());
    document.addEventListener("visibilitychange", () => document.hidden || this.onSignal());
    document.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    setInterval(() => { if (!document.hidden) this.send(); }, RETRY);
    this.onSignal();
  }

  async read() {
    const { device } = this;
    this.round = await device.round();
    if (device.isOpen) {
      const { mine, locked } = await device.queue.list();
      Object.assign(this, { entries: mine.filter((one) => one.state !== "going"), locked });
    } else {
      Object.assign(this, { entries: [], locked: (await device.counts()).locked });
    }
  }

  // --- Drawing --------------------------------------------------------------------------------------------

  get place() {
    const asked = location.hash.slice(1);
    return asked === "por-enviar" || (asked === "registro" && this.#logging) ? asked : "ronda";
  }

  go(place) {
    if (location.hash === `#${place}`) this.draw();
    else location.hash = place;
  }

  draw() {
    const { place } = this;
    const draws = { ronda: drawRound, registro: (app) => drawLog(app, this.#logging), "por-enviar": drawQueue };
    const titles = { ronda: "Ronda sin señal", registro: "Registrar sesión", "por-enviar": "Por enviar" };
    document.querySelector("h1").textContent = titles[place];
    document.title = `${titles[place]} · Aula Puente`;
    for (const link of document.querySelectorAll("[data-place]")) {
      if (link.dataset.place === place) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.querySelector("[data-count]").textContent = this.entries.length ? ` (${this.entries.length})` : "";
    document.querySelector("[data-forget]").hidden = !this.round;
    document.querySelector("[data-view]").replaceChildren(...draws[place](this));
    this.tellSignal();
    scrollTo(0, 0);
  }

  tellSignal() {
    const line = document.querySelector("[data-signal]");
    const isOn = navigator.onLine;
    line.replaceChildren(icon(isOn ? "check-circle" : "wifi-off"), isOn ? "Con señal" : "Sin señal");
    line.classList.toggle("is-on", isOn);
  }

  say(text, state = "info", act = null) {
    const close = h("button", { type: "button", class: "btn btn-quiet", onclick: () => note.remove() }, "Cerrar");
    const note = h("div", { class: `toast-note toast-${state}` }, h("p", {}, text), act, close);
    document.getElementById("avisos").replaceChildren(note);
    if (!["late", "due"].includes(state) && !act) setTimeout(() => note.remove(), 8000);
  }

  label(list, value) {
    return (this.round?.[list] ?? []).find(([one]) => one === value)?.[1] ?? "";
  }

  // --- Logging ----------------------------------------------------------------------------------------------

  last(service) {
    return this.#last.get(service.id) ?? service.last;
  }

  log(service, ids) {
    this.#logging = { service, ids };
    this.go("registro");
  }

  serviceOf(entry) {
    return this.round?.services.find((one) => String(one.id) === String(entry.seho));
  }

  canCorrect(entry) {
    return Boolean(this.serviceOf(entry));
  }

  correct(entry) {
    const ids = entry.values.filter(([name]) => name === "pupils").map(([, id]) => id);
    this.#logging = { service: this.serviceOf(entry), ids, entry };
    this.go("registro");
  }

  async keep(service, entry, values, initials) {
    const { queue } = this.device;
    const id = entry?.id ?? newId();
    const whole = entry ? [...entry.values.filter(([name]) => !isDrawn(name)), ...values] : values;
    const content = { seho: service.id, values: whole, initials };
    if (!entry || !(await queue.correct(id, (former) => ({ ...former, ...content })))) {
      await queue.add(entry ? newId() : id, content);
    }
    const taken = Object.fromEntries(values);
    this.#last.set(service.id, {
      minutes: taken.minutes, space: taken.space, modality: taken.modality, kind: taken.kind,
    });
    this.#logging = null;
    await this.read();
    this.go(entry ? "por-enviar" : "ronda");
    const undo = !entry && h("button", { type: "button", class: "btn btn-secondary", onclick: () => this.undo(id) }, "Deshacer");
    this.say(`Guardado en este equipo: ${plural(Object.keys(initials).length, "estudiante", "estudiantes")}.`, "good", undo);
    this.wakeLater();
    navigator.storage?.persist?.(); // what waits is not to be cleared away by the browser
    if (navigator.onLine) this.send();
  }

  async undo(id) {
    const row = await this.device.store.row(id);
    if (row?.tries === 0) {
      await this.device.queue.drop(id);
      this.say("Se deshizo el registro.");
    } else {
      this.say("Ya se envió: corríjalo o anúlelo en Sesiones.");
    }
    await this.read();
    this.draw();
  }

  // --- The queue ------------------------------------------------------------------------------------------------

  /** Where the browser can, it sends when the signal returns, also with this page closed. */
  async wakeLater() {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("cola").catch(() => {});
  }

  async drop(entry) {
    await this.device.queue.drop(entry.id);
    await this.read();
    this.draw();
  }

  async putMine(entry) {
    await this.device.queue.putMine(entry.id);
    await this.send({ ids: [entry.id], byHand: true });
  }

  async asNew(entry) {
    const { seho, values, initials } = entry;
    await this.device.queue.add(newId(), { seho, values, initials });
    await this.device.queue.drop(entry.id);
    await this.send({ byHand: true });
  }

  async saveFile(entry) {
    const url = URL.createObjectURL(new Blob([asText(this, entry)], { type: "text/plain;charset=utf-8" }));
    h("a", { href: url, download: `registro-${entry.id.slice(0, 8)}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    await this.device.queue.noteSaved(entry.id);
    await this.read();
    this.draw();
    this.say(`Se guardó el archivo del registro de ${whoOf(entry)}.`, "good");
  }

  /** What came of it is read off the queue: the worker, or another tab, may have sent some of it. */
  async send({ ids = null, byHand = false } = {}) {
    const before = this.entries;
    const isAsked = byHand || ids !== null;
    if (this.#isSending || !this.device.isOpen) return;
    if (!isAsked && !before.some((one) => one.state === "waiting" && !one.isOld)) return;
    this.#isSending = true;
    const told = await this.#flush({ ids });
    await this.read();
    this.#isSending = false;
    const former = new Map(before.map((one) => [one.id, one.state]));
    const sent = before.filter((one) => !this.entries.some((other) => other.id === one.id)).length;
    const isStuck = this.entries.some((one) => one.state !== "waiting" && former.get(one.id) === "waiting");
    if (this.place !== "registro" && (sent || isStuck || isAsked)) this.draw();
    if (told.stop && (isAsked || told.stop !== "offline")) {
      this.say(STOPPED[told.stop], "due", told.stop === "signed_out" && this.signIn());
    } else if (isStuck) this.say("Hay registros por revisar.", "due");
    else if (sent) {
      const words = plural(sent, "registro enviado.", "registros enviados.");
      this.say([words, ...told.doubts].join(" "), told.doubts.length ? "due" : "good");
    }
    if (sent && !told.stop) this.refresh();
  }

  /** While somebody else sends, wait for the turn. */
  async #flush(options) {
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      const told = await this.device.flush(options).catch(() => null);
      if (told) return told;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return { stop: "busy", doubts: [] };
  }

  signIn() {
    return h("a", { class: "btn btn-primary", href: loginUrl, target: "_blank", rel: "noopener" }, "Ingresar");
  }

  // --- The signal -------------------------------------------------------------------------------------------------

  async onSignal() {
    this.tellSignal();
    // In another tab somebody signed out, or in again. A session that only ended takes nothing from this page.
    const device = await new Device().wake();
    const isOther = device.isOpen && device.meta.owner !== this.device.meta?.owner;
    if (isOther || device.meta?.signedOut || (device.isOpen && !this.device.isOpen)) {
      this.device = device;
      this.#logging = null;
      await this.read();
      this.draw();
    }
    if (navigator.onLine) await this.send();
  }

  /** After sending: who was seen today, by the server's account. */
  async refresh() {
    const answer = await fetch(roundUrl, { cache: "no-store", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    await this.device.keepRound(await answer.json());
    await this.read();
    if (this.place === "ronda") this.draw();
  }

  async forget() {
    await this.device.leave({ byHand: true });
    await this.read();
    this.go("ronda");
    this.say("Se borró la ronda de este equipo. Lo que espera queda guardado con llave hasta que usted ingrese.");
  }
}

const isDrawn = (name) => /^(pupils|professionals|space|modality|minutes|competency|evidence|held_on|kind|absence_\d+)$/.test(name);

new App().start().catch(() => {
  document.querySelector("[data-view]").replaceChildren(h("div", { class: "empty" }, icon("wifi-off"),
    h("h2", {}, "Este navegador no permite guardar sin señal"),
    h("p", {}, "Abra el programa con señal. Si usa una ventana privada, use una normal.")));
});

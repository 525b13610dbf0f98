// The round without signal: who is where, since when not seen; tick, and log.

import { button, h, icon, moment, plural } from "./draw.js";

const DAY = 24 * 3600 * 1000;

export function drawRound(app) {
  const { round } = app;
  if (!round) return [nothingKept(app)];
  const logged = new Map();
  for (const entry of app.entries) {
    for (const [name, id] of entry.values) if (name === "pupils") logged.set(id, entry);
  }
  const drawn = [h("p", { class: "muted" }, `Ronda guardada en este equipo ${moment(round.kept)}. Solo iniciales, lugar y competencias del plan; las precauciones no se guardan: pregunte antes de entrar.`)];
  for (const service of round.services) drawn.push(drawService(app, service, logged));
  if (!round.services.length) drawn.push(h("p", {}, "Nadie estaba en atención cuando se guardó la ronda."));
  return drawn;
}

function drawService(app, service, logged) {
  const wards = new Map();
  for (const pupil of service.pupils) wards.set(pupil.ward, [...(wards.get(pupil.ward) ?? []), pupil]);
  const count = h("span");
  const go = button([icon("journal-check"), count], () => app.log(service, ticked()), { kind: "btn-primary" });
  const form = h("section", { class: "stack", "aria-label": service.name });
  const ticked = () => [...form.querySelectorAll("input:checked")].map((mark) => Number(mark.value));
  const recount = () => {
    const many = ticked().length;
    count.textContent = many ? `Registrar sesión con ${many}` : "Marque a quienes atendió juntos";
    go.disabled = many === 0;
  };
  const panels = [...wards].map(([ward, pupils]) => drawWard(app, ward, pupils, logged, recount));
  if (app.round.services.length > 1) form.append(h("h2", {}, service.name));
  form.append(...panels, h("div", { class: "form-foot form-foot-sticky" }, go));
  form.addEventListener("change", recount);
  recount();
  return form;
}

function drawWard(app, ward, pupils, logged, recount) {
  const rows = pupils.map((pupil) => drawPupil(app, pupil, logged.get(String(pupil.id))));
  const all = () => {
    const marks = list.querySelectorAll("input");
    const isOn = [...marks].some((mark) => !mark.checked);
    for (const mark of marks) mark.checked = isOn;
    recount();
  };
  const list = h("ul", { class: "bed-list" }, rows);
  const head = h("div", { class: "panel-head" }, h("h2", {}, ward),
    pupils.length > 1 && button("Todos", all, { kind: "btn-quiet", "aria-label": `Marcar a todos en ${ward}` }));
  return h("section", { class: "panel panel-flush" }, head, list);
}

function drawPupil(app, pupil, entry) {
  const goal = app.round.goals[pupil.goals[0]];
  const state = entry
    ? h("span", { class: "bed-state text-good" }, icon("hourglass-split"), "Por enviar")
    : unseen(app.round, pupil);
  return h("li", {}, h("label", { class: "bed-row" },
    h("input", { type: "checkbox", class: "form-check-input", value: pupil.id }),
    h("span", { class: "bed-who" }, h("b", {}, pupil.initials), pupil.bed && h("span", { class: "muted" }, ` cama ${pupil.bed}`), goal && h("small", {}, goal)), state));
}

/** Days go on while the round lies here. */
function unseen(round, pupil) {
  const days = pupil.unseen + Math.floor((Date.now() - round.kept) / DAY);
  if (days === 0 && pupil.seen) return h("span", { class: "bed-state text-good" }, icon("check-circle"), "Hoy");
  const ago = days === 1 ? "Ayer" : `Hace ${plural(days, "día", "días")}`;
  const words = pupil.seen ? ago : "Aún sin sesiones";
  const isLong = days > round.unseen_days;
  return h("span", { class: `bed-state ${isLong ? "text-due" : "muted"}` }, isLong && icon("clock"), words);
}

function nothingKept(app) {
  const isSomebodys = app.device.isOpen;
  return h("div", { class: "empty" }, icon("wifi-off"), h("h2", {}, "No hay una ronda guardada en este equipo"),
    h("p", {}, isSomebodys
      ? "Abra Atención una vez con señal: desde entonces la ronda se puede usar sin ella."
      : "Ingrese con señal y abra Atención. Lo que usted dejó por enviar sigue guardado con llave y se envía cuando ingrese."));
}

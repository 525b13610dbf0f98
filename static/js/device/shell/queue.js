// What waits, each with its state and with what can be done about it.

import { button, day, h, icon, moment, plural } from "./draw.js";

const STATES = {
  waiting: ["Por enviar", "hourglass-split", "badge-info"],
  going: ["Enviándose", "hourglass-split", "badge-info"],
  old: ["Vencido: revíselo y envíelo", "clock", "badge-due"],
  refused: ["No se pudo registrar", "exclamation-circle", "badge-late"],
  conflict: ["Hay dos versiones", "files", "badge-due"],
};
const valueOf = (entry, name) => entry.values.find(([one]) => one === name)?.[1];

export function drawQueue(app) {
  const { entries, locked } = app;
  const drawn = [];
  if (!entries.length) {
    drawn.push(h("div", { class: "empty" }, icon("check-circle"), h("h2", {}, "Nada espera"),
      h("p", {}, "Todo lo que registró en este equipo ya está en el servicio.")));
  } else if (entries.some((entry) => entry.state === "waiting")) {
    drawn.push(h("p", {}, "Se envían solos, uno por uno, cuando vuelve la señal. Puede cerrar esta página."),
      h("p", {}, button("Enviar ahora", () => app.send({ byHand: true }), { kind: "btn-primary", mark: "send" })));
  }
  drawn.push(...entries.map((entry) => drawEntry(app, entry)));
  if (locked) {
    drawn.push(h("p", { class: "muted" }, icon("lock"),
      ` ${plural(locked, "registro", "registros")} de otra persona: guardados con llave hasta que ingrese, como máximo 30 días.`));
  }
  return drawn;
}

function drawEntry(app, entry) {
  const [label, mark, css] = STATES[entry.state === "waiting" && entry.isOld ? "old" : entry.state];
  const facts = [day(valueOf(entry, "held_on") ?? ""), `${valueOf(entry, "minutes")} minutos`, app.label("spaces", valueOf(entry, "space"))];
  return h("section", { class: "panel", "data-entry": entry.id, "aria-label": `Registro de ${whoOf(entry)}` },
    h("p", { class: "entry-head" }, h("b", {}, whoOf(entry)), h("span", { class: `badge ${css}` }, icon(mark), label)),
    h("p", { class: "muted" }, `${facts.filter(Boolean).join(" · ")}. Escrito ${moment(entry.made)}.`),
    entry.files > 0 && h("p", {}, "Las fotos no se guardan sin señal: agréguelas luego al portafolio."),
    entry.state === "refused" && h("ul", { class: "check-list" }, entry.reasons.map(reason)),
    entry.state === "conflict" && sides(entry.conflict),
    h("div", { class: "form-foot" }, acts(app, entry)));
}

const reason = ({ label, text }) =>
  h("li", { class: "is-due" }, icon("exclamation-circle"), h("span", {}, label && h("b", {}, `${label}: `), text));

function sides({ differences, is_cancelled: isCancelled }) {
  const head = h("tr", {}, ["Dato", "En este equipo", "En el servicio"].map((text) => h("th", { scope: "col" }, text)));
  const rows = differences.map((one) => h("tr", {}, h("th", { scope: "row" }, one.label),
    h("td", { "data-label": "En este equipo" }, h("span", {}, one.device)),
    h("td", { "data-label": "En el servicio" }, h("span", {}, one.record))));
  return h("div", {},
    h("p", {}, isCancelled
      ? "La sesión fue anulada en el servicio. Déjela así, o regístrela como otra sesión."
      : "Esta sesión cambió en el servicio mientras esperaba aquí. Elija cuál queda."),
    h("table", { class: "table table-cards" }, h("caption", { class: "visually-hidden" }, "Lo que difiere"), h("thead", {}, head), h("tbody", {}, rows)));
}

function acts(app, entry) {
  const file = button("Guardar en un archivo", () => app.saveFile(entry), { mark: "download" });
  const out = button("Quitar", () => app.drop(entry), { kind: "btn-quiet", mark: "trash3" });
  if (entry.state === "conflict") {
    const { is_cancelled: isCancelled } = entry.conflict;
    return [
      button("Dejar lo del servicio", () => app.drop(entry), { kind: "btn-primary" }),
      isCancelled
        ? button("Registrar como otra sesión", () => app.asNew(entry))
        : button("Poner lo de este equipo", () => app.putMine(entry)),
      file,
    ];
  }
  const fix = app.canCorrect(entry) && button("Corregir", () => app.correct(entry), { mark: "pencil" });
  if (entry.state === "refused") return [fix, file, entry.saved && out];
  const now = entry.isOld && button("Enviar", () => app.send({ ids: [entry.id] }), { kind: "btn-primary", mark: "send" });
  // What may have arrived already is not taken out here: it would stay in the service.
  return [now, fix, (entry.isOld || entry.tries > 0) && file, entry.tries === 0 && out];
}

export function whoOf(entry) {
  const ids = entry.values.filter(([name]) => name === "pupils").map(([, id]) => id);
  const known = ids.map((id) => entry.initials[id]).filter(Boolean);
  return known.length === ids.length ? known.join(", ") : plural(ids.length, "estudiante", "estudiantes");
}

/** The entry in words, for whoever will write it down elsewhere. */
export function asText(app, entry) {
  const list = (name) => app.label(name, valueOf(entry, { spaces: "space", modalities: "modality", kinds: "kind" }[name]));
  const lines = [
    ["Estudiantes", whoOf(entry)],
    ["Fecha", day(valueOf(entry, "held_on") ?? "")],
    ["Minutos", valueOf(entry, "minutes")],
    ["Espacio", list("spaces")],
    ["Modalidad", list("modalities")],
    ["Tipo", list("kinds")],
    ["Lo trabajado o la evidencia", valueOf(entry, "evidence")],
    ...entry.values.filter(([name, value]) => name.startsWith("absence_") && value)
      .map(([name, value]) => [`${entry.initials[name.slice(8)] ?? "Estudiante"} no participó`, app.label("reasons", value)]),
    ["Escrito", new Date(entry.made).toLocaleString("es-PE")],
    ["Identificador", entry.id],
    ...(entry.reasons ?? []).map(({ label, text }) => ["No se registró porque", label ? `${label}: ${text}` : text]),
    ...(entry.conflict?.differences ?? []).map((one) => [`En el servicio, ${one.label}`, one.record]),
  ];
  const told = lines.filter(([, value]) => value).map(([label, value]) => `${label}: ${value}`).join("\r\n");
  return `Registro de sesión que no llegó al servicio\r\n\r\n${told}\r\n\r\n${JSON.stringify(entry.values)}\r\n`;
}

// The quick log without signal: the fields and names of the form of a session, with the last values offered.

import { button, choices, day, h, icon, plural, select, todayHere } from "./draw.js";

const STEPS = [20, 30, 45, 60];
const valueOf = (entry, name) => entry?.values.find(([one]) => one === name)?.[1];

/** `entry`: one of the queue that is corrected; else a new one for the pupils with these `ids`. */
export function drawLog(app, { service, ids, entry = null }) {
  const round = app.round;
  const last = app.last(service);
  const first = (name, otherwise) => valueOf(entry, name) ?? otherwise;
  const initials = (id) => service.pupils.find((one) => one.id === Number(id))?.initials ?? entry?.initials?.[id] ?? "Estudiante";
  const goals = [...new Set(ids.flatMap((id) => service.pupils.find((one) => one.id === Number(id))?.goals ?? []))];
  const competencies = goals.map((id) => [id, round?.goals[id] ?? String(id)]);

  const fit = ids.flatMap((id) => service.pupils.find((one) => one.id === Number(id))?.spaces ?? []);
  const space = first("space", fit.length && !fit.includes(last.space) ? fit[0] : last.space);
  const spaces = round.spaces.filter(([value]) => !fit.length || value === space || fit.includes(value));

  const form = h("form", { class: "stack", novalidate: true });
  form.append(
    h("fieldset", { class: "panel" }, h("legend", {}, plural(ids.length, "estudiante", "estudiantes")),
      h("p", { class: "muted" }, "Si alguien no pudo participar, diga por qué."),
      ids.map((id) => drawPupil(round, entry, id, initials(id)))),
    h("section", { class: "panel" },
      choices("Espacio", "space", spaces, space),
      choices("Modalidad", "modality", round.modalities, first("modality", last.modality)),
      drawMinutes(round.minutes, first("minutes", last.minutes)),
      select("Competencia", "competency",
        [["", "La primera del plan de cada uno"], ...competencies, ["0", "Ninguna"]], first("competency", "")),
      note(first("evidence", ""))),
    h("details", { class: "fold", open: Boolean(entry) }, h("summary", {}, "Fecha y tipo"),
      h("div", {}, dateField(first("held_on", todayHere())), choices("Tipo", "kind", round.kinds, first("kind", last.kind)))),
    h("div", { class: "form-foot form-foot-sticky" },
      h("button", { type: "submit", class: "btn btn-primary" }, icon("check-lg"), entry ? "Guardar corrección" : "Registrar sesión")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.dataset.sent && isSensible(form, round)) {
      form.dataset.sent = "1";
      app.keep(service, entry, valuesOf(form, round, ids), Object.fromEntries(ids.map((id) => [id, initials(id)])));
    }
  });
  const back = entry ? ["por-enviar", "Por enviar"] : ["ronda", "Ronda"];
  return [h("a", { class: "back", href: `#${back[0]}` }, icon("chevron-left"), back[1]), form];
}

function drawPupil(round, entry, id, initials) {
  const name = `absence_${id}`;
  const chosen = valueOf(entry, name) ?? "";
  const reason = select("¿Participó?", name, [["", "Sí participó"], ...round.reasons], chosen);
  return h("details", { class: "why", open: Boolean(chosen) },
    h("summary", {}, icon("person"), initials, chosen && " · no participó"), h("div", { class: "why-body" }, reason));
}

function drawMinutes([least, most], chosen) {
  const field = h("input", {
    class: "form-control num", type: "number", inputmode: "numeric", id: "minutes", name: "minutes", min: least, max: most, value: chosen,
  });
  const hint = h("p", { class: "field-error", role: "alert", hidden: true }, `Escriba entre ${least} y ${most} minutos.`);
  const steps = STEPS.map((step) => button(String(step), () => { field.value = step; hint.hidden = true; },
    { "aria-label": `${step} minutos` }));
  return h("div", { class: "mb-3" }, h("label", { class: "form-label", for: "minutes" }, "Minutos"),
    h("div", { class: "minute-row" }, field, steps), hint);
}

function note(text) {
  const field = h("textarea", { class: "form-control", id: "evidence", name: "evidence", rows: 2, maxlength: 500, autocomplete: "off" });
  field.value = text;
  return h("div", {}, h("label", { class: "form-label", for: "evidence" }, "Lo trabajado o la evidencia ", h("span", { class: "optional" }, "(opcional)")), field);
}

function dateField(value) {
  const field = h("input", { class: "form-control", type: "date", id: "held_on", name: "held_on", max: todayHere(), value });
  const hint = h("p", { class: "field-error", role: "alert", hidden: true }, `Escriba una fecha hasta hoy, ${day(todayHere())}.`);
  return h("div", { class: "mb-3" }, h("label", { class: "form-label", for: "held_on" }, "Fecha"), field, hint);
}

/** What this device can know; the server judges the rest. */
function isSensible(form, round) {
  const { minutes, held_on: heldOn } = form.elements;
  const [least, most] = round.minutes;
  const wrong = [
    [minutes, !(Number(minutes.value) >= least && Number(minutes.value) <= most)],
    [heldOn, !heldOn.value || heldOn.value > todayHere()],
  ].filter(([field, isWrong]) => {
    field.closest(".mb-3").querySelector(".field-error").hidden = !isWrong;
    field.classList.toggle("is-invalid", isWrong);
    return isWrong;
  });
  const fold = wrong[0]?.[0].closest("details");
  if (fold) fold.open = true;
  wrong[0]?.[0].focus();
  return wrong.length === 0;
}

function valuesOf(form, round, ids) {
  const values = [...new FormData(form)].filter(([, value]) => value !== "");
  return [...ids.map((id) => ["pupils", String(id)]), ["professionals", String(round.me)], ...values];
}

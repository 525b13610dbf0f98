// Drawing without templates: h("li", { class: "row" }, "text", node). What is falsy draws nothing.

const { icons } = document.body.dataset;

export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

export const button = (label, onclick, { kind = "btn-secondary", mark, ...more } = {}) =>
  h("button", { type: "button", class: `btn ${kind}`, onclick, ...more }, mark && icon(mark), label);

/** One of several, as large marks to touch; `name` is of the field. */
export function choices(label, name, options, chosen, onchange) {
  const marks = options.map(([value, text]) => {
    const id = `${name}-${value}`;
    const mark = h("input", {
      type: "radio", class: "form-check-input", name, id, value, checked: String(value) === String(chosen), onchange,
    });
    return h("div", { class: "form-check" }, mark, h("label", { class: "form-check-label", for: id }, text));
  });
  return h("fieldset", { class: "mb-3" }, h("legend", { class: "form-label" }, label), h("div", { class: "choices" }, marks));
}

export function select(label, name, options, chosen) {
  const field = h("select", { class: "form-select", name, id: name },
    options.map(([value, text]) => h("option", { value, selected: String(value) === String(chosen ?? "") }, text)));
  return h("div", { class: "mb-3" }, h("label", { class: "form-label", for: name }, label), field);
}

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** "22/11/2026" of "2026-11-22". */
export const day = (text) => text.split("-").reverse().join("/");

export function moment(stamp) {
  const when = new Date(stamp);
  const two = (number) => String(number).padStart(2, "0");
  const hour = `${two(when.getHours())}:${two(when.getMinutes())}`;
  if (when.toDateString() === new Date().toDateString()) return `hoy a las ${hour}`;
  return `el ${two(when.getDate())}/${two(when.getMonth() + 1)} a las ${hour}`;
}

/** Today as a date field says it, by this device's clock; the server looks at it again. */
export function todayHere() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

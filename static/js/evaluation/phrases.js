// Phrases go into the conclusion where the cursor stands; a level that is chosen leaves only its own in sight.

const fieldsOf = (element) => element.closest("[data-mark]");
const conclusionOf = (mark) => mark.querySelector("textarea");
const levelOf = (mark) => mark.querySelector(".levels input:checked")?.value ?? "";

function narrow(mark) {
  const level = levelOf(mark);
  const parts = [...mark.querySelectorAll("[data-phrase-level]")];
  const isKnown = parts.some((part) => part.dataset.phraseLevel === level);
  for (const part of parts) part.hidden = isKnown && part.dataset.phraseLevel !== level;
}
function insert(text, area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start);
  const after = value.slice(end);
  const left = before && !/\s$/.test(before) ? " " : "";
  const right = after && !/^\s/.test(after) ? " " : "";
  area.setRangeText(left + text + right, start, end, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.dispatchEvent(new Event("change", { bubbles: true }));
}
/** The level of the phrase, when none was chosen yet. */
function choose(mark, part) {
  if (levelOf(mark) || !part) return;
  const radio = mark.querySelector(`.levels input[value="${part.dataset.phraseLevel}"]`);
  if (radio) radio.checked = true;
}
function wake(root) {
  for (const one of root.querySelectorAll("[data-needs-script]")) one.hidden = false;
  for (const mark of document.querySelectorAll("[data-mark]")) narrow(mark);
}

document.addEventListener("click", (event) => {
  const phrase = event.target.closest("button.phrase");
  const mark = phrase && fieldsOf(phrase);
  if (mark) {
    event.preventDefault();
    choose(mark, phrase.closest("[data-phrase-level]"));
    insert(phrase.value.slice(phrase.value.indexOf("|") + 1), conclusionOf(mark));
    narrow(mark);
    return;
  }
  const keeper = event.target.closest("[data-keep-phrase]");
  if (keeper) keep(keeper, fieldsOf(keeper));
});
function keep(keeper, mark) {
  const say = (text, state) => document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, state } }));
  const text = conclusionOf(mark).value.trim();
  const level = levelOf(mark);
  if (!text || !level || level === "NE") return say("Elija un nivel y escriba la conclusión que quiere guardar.", "due");
  if (text.length > 400) return say("Para el banco, la frase debe tener hasta 400 caracteres.", "due");
  const box = mark.querySelector("[data-phrases]") ?? mark.querySelector(".phrases-fold .why-body");
  const values = { competency: mark.dataset.mark, level, text };
  htmx.ajax("POST", keeper.dataset.keepPhrase, { source: box, target: box, values, swap: "innerHTML" })
    .then(() => say("Guardada entre sus favoritas.", "good"));
}
document.addEventListener("change", (event) => {
  const mark = event.target.closest?.("[data-mark]");
  if (!mark || !event.target.matches(".levels input")) return;
  narrow(mark);
  const reason = mark.querySelector("select[name$=not_evaluated_reason]");
  const offered = mark.closest("[data-reason]")?.dataset.reason ?? mark.dataset.reason;
  if (event.target.value === "NE") {
    reason.closest("details").open = true;
    if (!reason.value && offered) reason.value = offered;
  } else reason.value = ""; // a level has no reason
});
wake(document);
document.addEventListener("htmx:afterSwap", (event) => wake(event.detail.target));
document.addEventListener("htmx:afterSettle", (event) => wake(document));

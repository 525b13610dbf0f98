// The grid of the evaluation: keys that move and mark, each cell saved by itself, the conclusion beside it.
// Without this module every cell is a list, and the button at the foot saves them all.

const grid = document.querySelector("[data-grid]");
const form = grid?.querySelector("[data-grid-form]");
const detail = document.getElementById("detalle");
const status = grid?.querySelector("[data-grid-status]");
const isWide = matchMedia("(min-width: 1024px)");

const select = (cell) => cell.querySelector("select");
const hidden = (cell, name) => cell.querySelector(`input[name$="-${name}"]`);
const cellOf = (key) => grid.querySelector(`[data-cell="${key}"]`);

// --- Saving one cell ---------------------------------------------------------------------------------------------
const waiting = new Map(); // cell -> the value that is on its way

function show() {
  const unsaved = grid.querySelectorAll(".is-unsaved").length;
  if (waiting.size) status.textContent = "Guardando…";
  else status.textContent = unsaved ? `${unsaved} sin guardar: pulse Guardar.` : "Todo está guardado.";
}
function save(cell) {
  cell.dataset.level = select(cell).value.slice(0, 2);
  if (waiting.has(cell)) return; // goes after what is on its way
  const value = select(cell).value;
  waiting.set(cell, value);
  cell.classList.add("is-saving");
  cell.classList.remove("is-unsaved", "is-saved");
  show();
  const values = { level: value, version: hidden(cell, "version").value };
  htmx.ajax("POST", cell.dataset.save, { source: cell, values, swap: "none" }).catch(() => {});
}
function settle(cell, update) {
  const sent = waiting.get(cell);
  waiting.delete(cell);
  cell.classList.remove("is-saving");
  if (!update) {
    cell.classList.add("is-unsaved");
    show();
    return;
  }
  apply(cell, update, sent);
  if (select(cell).value !== sent && !update.dataset.problem) save(cell);
  show();
}
/** How the server says that the cell stands; `sent` is what was asked for, if it was asked from here. */
function apply(cell, update, sent) {
  const { value, version, problem, concluded } = update.dataset;
  const isMine = sent === undefined || select(cell).value === sent;
  cell.querySelector("[data-cell-state]").replaceChildren(update.content.cloneNode(true));
  cell.classList.toggle("is-unsaved", Boolean(problem));
  cell.classList.toggle("is-saved", !problem);
  if (!problem) {
    hidden(cell, "version").value = version;
    hidden(cell, "was").value = value;
    if (isMine) select(cell).value = value;
  } else {
    cell.dataset.theirs = value;
    cell.dataset.theirVersion = version;
  }
  cell.dataset.level = select(cell).value.slice(0, 2);
  cell.querySelector("[data-detail]").classList.toggle("is-written", concluded === "1");
  count(cell.parentElement);
}
/** How many of the plan's competencies are done, where all of them stand in the row. */
function count(row) {
  const told = row.querySelector("[data-row-done]");
  const goals = [...row.querySelectorAll("[data-goal]")];
  if (!told || goals.length !== Number(told.dataset.goals)) return;
  told.textContent = goals.filter((cell) => hidden(cell, "was").value && !cell.querySelector("[data-lacks]")).length;
}
function updateIn(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("template[data-cell-update]");
}
function keep(button) {
  const cell = button.closest("[data-cell]");
  hidden(cell, "version").value = cell.dataset.theirVersion;
  if (button.dataset.keep === "theirs") {
    select(cell).value = cell.dataset.theirs;
    hidden(cell, "was").value = cell.dataset.theirs;
    cell.classList.remove("is-unsaved");
    cell.dataset.level = select(cell).value.slice(0, 2);
    cell.querySelector("[data-cell-state]").replaceChildren();
    show();
  } else save(cell);
  select(cell).focus();
}

/** Puts back what was taken away by mistake, its conclusion too. */
let undoing = null;
function undo(button) {
  const cell = button.closest("[data-cell]");
  undoing = cell;
  const values = JSON.parse(button.dataset.undo);
  htmx.ajax("POST", cell.querySelector("[data-detail]").href, { source: detail, values, swap: "none" }).catch(() => {});
  select(cell).focus();
}

// --- Keys ------------------------------------------------------------------------------------------------------------
const LEVELS = { a: "A", b: "B", c: "C", d: "AD", 4: "AD", 3: "A", 2: "B", 1: "C" };
const REASONS = ["NE:NOT_DEVELOPED", "NE:NO_EVIDENCE", "NE:OTHER"];
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function move(cell, [down, right]) {
  const rows = [...grid.querySelectorAll("tbody tr")];
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const next = rows[row]?.cells[column];
    if (!next || column < 1) return;
    if (next.dataset.cell) {
      select(next).focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
  }
}
function mark(cell, value) {
  if (select(cell).value === value) return;
  select(cell).value = value;
  save(cell);
}
function reasonAfter(cell) {
  const place = REASONS.indexOf(select(cell).value);
  if (place >= 0) return REASONS[(place + 1) % REASONS.length];
  return `NE:${cell.dataset.reason}`;
}
function onKey(event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.target !== select(cell) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (MOVES[key]) move(cell, MOVES[key]);
  else if (LEVELS[key]) mark(cell, LEVELS[key]);
  else if (key === "n") mark(cell, reasonAfter(cell));
  else if (key === "Delete" || key === "Backspace") mark(cell, "");
  else if (key === "Enter") open(cell);
  else return;
  event.preventDefault();
}
// --- The conclusion beside the grid --------------------------------------------------------------------------------------
const panel = () => detail?.querySelector("[data-cell-form]");
const entered = (one) => JSON.stringify([...new FormData(one)].filter(([name]) => name !== "csrfmiddlewaretoken"));
let loaded = "";
let opener = null;

function open(cell) {
  const link = cell.querySelector("[data-detail]");
  if (!isWide.matches) {
    location.assign(link.href);
    return;
  }
  opener = cell;
  for (const one of grid.querySelectorAll(".is-open")) one.classList.remove("is-open");
  cell.classList.add("is-open");
  saveDetail();
  htmx.ajax("GET", link.href, { target: "#detalle", swap: "innerHTML" }).then(() => {
    detail.querySelector("textarea")?.focus();
  });
}
function hasChanged(one) {
  return entered(one) !== loaded;
}
function saveDetail() {
  const one = panel();
  if (!one || !hasChanged(one)) return;
  const level = one.querySelector(".levels input:checked");
  if (!level?.value) return; // a conclusion waits for its level
  if (level.value === "NE") offerReason(one);
  one.requestSubmit();
}
function offerReason(one) {
  const reason = one.querySelector("select[name$=not_evaluated_reason]");
  if (!reason || reason.value) return;
  reason.value = one.dataset.reason;
  reason.closest("details").open = true;
}
function closeDetail() {
  saveDetail();
  opener?.classList.remove("is-open");
  if (opener) select(opener).focus();
}

if (grid) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target === select(cell)) save(cell);
  });
  grid.addEventListener("click", (event) => {
    const link = event.target.closest("[data-detail]");
    if (link && isWide.matches) {
      event.preventDefault();
      open(link.closest("[data-cell]"));
    }
    const button = event.target.closest("[data-keep]");
    if (button) keep(button);
    const undoer = event.target.closest("[data-undo]");
    if (undoer) undo(undoer);
    if (event.target.closest("[data-close-detail]")) closeDetail();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === detail && undoing) {
      const update = event.detail.successful && updateIn(event.detail.xhr.responseText);
      if (update) apply(undoing, update);
      undoing = null;
      return;
    }
    const cell = event.detail.elt?.closest?.("[data-cell]");
    if (cell && waiting.has(cell)) settle(cell, event.detail.successful ? updateIn(event.detail.xhr.responseText) : null);
  });

  // The part beside the grid saves when one leaves a field; what was typed meanwhile is not overwritten.
  detail.addEventListener("change", () => setTimeout(saveDetail, 150));
  detail.addEventListener("keydown", (event) => { if (event.key === "Escape") closeDetail(); });
  let sent = "";
  detail.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("[data-cell-form]")) sent = entered(event.detail.elt);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const one = panel();
    if (event.detail.target !== detail || !event.detail.elt.matches?.("[data-cell-form]") || !one) return;
    if (entered(one) === sent) return;
    event.detail.shouldSwap = false; // somebody goes on typing: take the version, and save again afterwards
    const update = updateIn(event.detail.xhr.responseText);
    if (!update) return;
    const cell = cellOf(update.dataset.cellUpdate);
    if (cell) apply(cell, update);
    one.querySelector("input[name$=-version]").value = update.dataset.version;
    setTimeout(saveDetail, 1000);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== detail) return;
    const one = panel();
    loaded = one ? entered(one) : "";
    const update = detail.querySelector("template[data-cell-update]");
    const cell = update && cellOf(update.dataset.cellUpdate);
    if (cell && !waiting.has(cell)) apply(cell, update);
    show();
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size || grid.querySelector(".is-unsaved")) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    for (const cell of grid.querySelectorAll(".is-unsaved")) cell.classList.remove("is-unsaved");
    waiting.clear();
  });
}

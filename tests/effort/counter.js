// Runs in every page before its own scripts, and tells what the person did there: only events that came from a real
// pointer or keyboard count, so a step that sets a value by itself is not cheaper but a mistake.
(() => {
  if (window.top !== window) return;
  const tell = (kind, value) => window.effort(kind, value);
  const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"]);
  const pressed = new WeakMap();
  let lastKeyOn = null;
  let lastButton = -Infinity;

  const on = (name, act) => addEventListener(name, act, { capture: true, passive: true });
  on("pointerdown", (event) => {
    if (!event.isTrusted || !event.isPrimary) return;
    lastKeyOn = null;
    if (event.target.closest?.("button")) lastButton = performance.now();
    tell("touch", 1);
    look();
  });
  on("keydown", (event) => {
    if (!event.isTrusted || event.repeat || MODIFIERS.has(event.key)) return;
    lastKeyOn = event.target;
    pressed.set(event.target, (pressed.get(event.target) || 0) + 1);
    tell("key", 1);
    look();
  });

  // The list of a select and the window that chooses files are not of the page: to open one is a touch, to choose another.
  on("change", (event) => {
    const field = event.target;
    if (field.matches("select") && isShown(field) && lastKeyOn !== field) tell("touch", 2);
    if (field.matches("input[type=file]") && field.files.length) tell("touch", 1 + field.files.length);
  });
  on("input", (event) => {
    const field = event.target;
    if (!field.matches("textarea, input:not([type=checkbox], [type=radio], [type=file], [type=hidden])")) return;
    const keys = pressed.get(field) || 0;
    if (keys) pressed.set(field, keys - 1);
    else if (event.isTrusted && event.data?.length === 1) tell("key", 1); // a letter with an accent
    else if (!event.isTrusted && performance.now() - lastButton < 1000) return; // what a button of the page puts there
    else tell("cheat", `${field.name || field.id}: written without a key`);
  });

  // --- what is shown: each field once for each kind of page, however often the page comes back
  const EDITABLE = "main input:not([type=hidden], [type=submit], [type=button]), main select, main textarea";
  function isShown(element) {
    const label = element.labels?.[0];
    return [element, label].some((one) => {
      if (!one?.checkVisibility({ visibilityProperty: true })) return false;
      const { width, height } = one.getBoundingClientRect();
      return width > 1 && height > 1;
    });
  }
  function look() {
    const shown = [...document.querySelectorAll(EDITABLE)].filter((one) => !one.disabled && !one.readOnly && isShown(one));
    const page = location.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "#");
    const names = shown.map((one) => `${page} ${one.name || one.id || one.className}`);
    if (names.length) tell("fields", [...new Set(names)].join("\n"));
  }
  on("DOMContentLoaded", () => {
    tell("page", 1);
    look();
    let waiting = 0;
    new MutationObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 60);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["open", "hidden", "class"] });
  });
  on("load", look);
  on("toggle", look);
})();

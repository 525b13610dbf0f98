// The page of one photo: its frame over the picture. Without script, or when the picture does not come, numbers do it.

import { editorOf } from "./editor.js";

const form = document.querySelector("[data-adjust-form]");
const editor = editorOf(form);
const value = (name) => Number(form.elements[name].value) || 0;
const now = Object.fromEntries(["quarters", "left", "top", "right", "bottom"].map((name) => [name, value(name)]));
try {
  await editor.open({ url: form.dataset.original }, now);
  form.querySelector("[data-now]").hidden = true;
} catch {
  // The page works as it came.
}

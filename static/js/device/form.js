// The form of a session, when its sending may fail: what was written is kept on the device first. The worker takes it
// away when the server answered, and shows the queue when it did not.

import { Device, isUsed } from "./device.js";

const form = document.querySelector("form[data-offline-entry]");
const shell = form?.dataset.offlineEntry;

// A worker that will hear the answer (older browsers have one that cannot).
const isWatched = () => {
  const worker = navigator.serviceWorker?.controller;
  return Boolean(worker && !worker.scriptURL.includes("clasica"));
};
const filesOf = () => [...form.querySelectorAll("input[type=file]")].reduce((sum, one) => sum + one.files.length, 0);

async function keep(state) {
  const device = await new Device().wake();
  if (!device.isOpen) return false;
  const values = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const round = await device.round();
  const known = new Map(round?.services.flatMap((one) => one.pupils).map((one) => [String(one.id), one.initials]));
  const ids = values.filter(([name]) => name === "pupils").map(([, id]) => id);
  const content = {
    seho: form.dataset.seho,
    values,
    initials: Object.fromEntries(ids.filter((id) => known.has(id)).map((id) => [id, known.get(id)])),
    files: filesOf(),
  };
  const id = form.elements.client_id.value;
  if (!(await device.queue.add(id, content, state))) {
    // The same form, sent again after the page had been refused or left.
    await device.queue.correct(id, () => content);
  }
  return true;
}

if (form && isUsed()) {
  let isKept = false;
  // No connection at all (session.js asked): the entry waits, and the queue shows it.
  form.addEventListener("session:unreachable", (event) => {
    if (filesOf()) return; // photos cannot wait: the form stays as it is
    event.preventDefault();
    keep("waiting").then((kept) => { if (kept) location.assign(`${shell}#por-enviar`); });
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || isKept || !isWatched()) return;
    event.preventDefault();
    const { submitter } = event;
    const go = () => { isKept = true; form.requestSubmit(submitter); isKept = false; };
    keep("going").then(go, go);
  });
}

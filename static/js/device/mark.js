// On every page, where the device was once used without signal: how many entries wait, sent as soon as it can be.
// Loads nothing more elsewhere. Signing out takes the round from the device.

const { draftLock, signedOut } = document.body.dataset;

function isUsed() {
  try { return localStorage.getItem("device") === "1"; } catch { return false; }
}
const toast = (text, state) => document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, state } }));
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

async function wake() {
  const { Device } = await import("./device.js");
  const device = await new Device().wake();
  if (signedOut !== undefined) await device.leave();
  else if (!(await device.greet(draftLock))) return;
  tell(await device.counts());
  if (signedOut !== undefined) return;

  let isSending = false;
  const send = async () => {
    const counts = await device.counts();
    tell(counts);
    if (isSending || !navigator.onLine || !counts.waiting) return;
    isSending = true;
    const told = await device.flush().catch(() => null);
    isSending = false;
    if (!told) {
      setTimeout(send, 2000); // another tab, or the worker, is at it
      return;
    }
    if (told.sent) {
      toast(`${plural(told.sent, "registro que esperaba se envió", "registros que esperaban se enviaron")}.`, "good");
      told.doubts.forEach((doubt) => toast(doubt, "due"));
    }
    tell(await device.counts());
  };
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  send();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || event.defaultPrevented || form.dataset.left) return;
    event.preventDefault();
    const go = () => { form.dataset.left = "1"; form.requestSubmit(); };
    Promise.race([device.leave({ byHand: true }), new Promise((resolve) => setTimeout(resolve, 1500))]).then(go, go);
  }, true);
}

/** The line at the head of the page. */
function tell(counts) {
  const line = document.querySelector("[data-device-line]");
  if (!line) return;
  const parts = [];
  if (counts.waiting) parts.push(`${plural(counts.waiting, "registro", "registros")} por enviar`);
  const stuck = counts.refused + counts.conflict;
  if (stuck) parts.push(`${plural(stuck, "registro", "registros")} por revisar`);
  if (signedOut !== undefined && counts.locked) {
    parts.push(`${plural(counts.locked, "registro guardado", "registros guardados")} con llave: ingrese para enviar los suyos`);
  }
  line.hidden = parts.length === 0;
  line.querySelector("[data-device-words]").textContent = parts.join(" · ");
}

if (isUsed() && (draftLock || signedOut !== undefined)) wake().catch(() => { /* storage is closed: nothing is kept */ });

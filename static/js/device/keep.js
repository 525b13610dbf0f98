// On the page of the round, with signal: take it along, and let the worker keep the page without signal.

import { canLock } from "./cipher.js";
import { Device } from "./device.js";

const line = document.querySelector("[data-device-round]");
const { entry, session, round, worker } = line?.dataset ?? {};

async function keepWorker() {
  if (!navigator.serviceWorker) return false;
  const settings = { scope: "/", updateViaCache: "none" };
  try {
    await navigator.serviceWorker.register(worker, { ...settings, type: "module" });
  } catch {
    await navigator.serviceWorker.register(`${worker}?forma=clasica`, settings);
  }
  await navigator.serviceWorker.ready;
  return true;
}

async function takeAlong() {
  const device = await new Device().wake();
  await device.enter(document.body.dataset.draftLock, { entry, session });
  const answer = await fetch(round, { cache: "no-store", headers: { Accept: "application/json" } });
  return answer.ok && device.keepRound(await answer.json());
}

function begin() {
  takeAlong().then(async (isKept) => { line.hidden = !((await keepWorker()) && isKept); })
    .catch(() => { /* no storage, no signal: the page works as it is */ });
}

// Not before the page itself is there and at rest: on a slow phone the round comes first.
if (round && canLock) {
  const later = () => (globalThis.requestIdleCallback ? requestIdleCallback(begin, { timeout: 3000 }) : setTimeout(begin, 500));
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

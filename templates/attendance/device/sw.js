{% load static %}// Keeps the page without signal and what it is made of, and nothing else: never a page with data.
{% if is_module %}import { Device } from "{% static "js/device/device.js" %}";
{% endif %}
const { version, shell, files, place, form, session } = {{ made_of }};
const KEPT = `sin-senal-${version}`;
const PATIENCE = 12000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.all([
    kept.addAll(files),
    kept.add(new Request(shell, { cache: "reload" })),
  ])));
  skipWaiting();
});
addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("sin-senal-") && name !== KEPT;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET" && (pathname === "/" || pathname.startsWith(place))) event.respondWith(page(request));
    {% if is_module %}if (request.method === "POST" && pathname === form) event.respondWith(entry(request));{% endif %}
  } else if (files.includes(pathname)) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  }
});

const late = (milliseconds) => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), milliseconds));
const inTime = (request) => Promise.race([fetch(request), late(PATIENCE)]);
const isDown = (answer) => answer.status >= 502 && answer.status <= 504;
const shellKept = async () => (await caches.match(shell)) ?? Response.error();

async function page(request) {
  try {
    const answer = await inTime(request);
    return isDown(answer) ? await shellKept() : answer;
  } catch {
    return shellKept();
  }
}
{% if is_module %}
// The page kept what it sends (form.js). An answer: it need not wait any more, unless it led to the sign-in.
// Photos take their time on a weak signal: nothing is cut short here.
async function entry(request) {
  try {
    const answer = await fetch(request);
    if (!isDown(answer)) {
      const isGone = answer.type === "opaqueredirect";
      await settle(!isGone || (await isSignedIn()));
      return answer;
    }
  } catch { /* no signal */ }
  await settle(false);
  return Response.redirect(`${shell}#por-enviar`, 303);
}
async function isSignedIn() {
  const answer = await fetch(session, { redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.status === 200;
}
async function settle(isAnswered) {
  const device = await new Device().wake();
  for (const row of await device.store.rows()) {
    if (row.state === "going") await device.store.swap(row, isAnswered ? null : { ...row, state: "waiting", tries: row.tries + 1 });
  }
}
addEventListener("sync", (event) => {
  event.waitUntil(new Device().wake().then((device) => device.flush()));
});
{% endif %}

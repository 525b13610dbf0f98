// The photos of a work one after the other, over the whole screen: buttons, arrow keys, a finger. Without script each
// photo opens by itself.

const viewer = document.querySelector("[data-viewer]");
const picture = viewer.querySelector("[data-viewer-picture]");
let links = [];
let at = 0;

function show(place) {
  at = (place + links.length) % links.length;
  const link = links[at];
  const small = link.querySelector("img");
  picture.src = link.href;
  picture.alt = small.alt;
  viewer.querySelector("[data-viewer-caption]").textContent = link.dataset.caption;
  viewer.querySelector("[data-viewer-count]").textContent = `${at + 1} de ${links.length}`;
  for (const button of viewer.querySelectorAll("[data-viewer-step]")) button.hidden = links.length === 1;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-photo]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  links = [...link.closest("[data-photos]").querySelectorAll("[data-photo]")];
  show(links.indexOf(link));
  viewer.showModal();
});
viewer.addEventListener("click", (event) => {
  const step = event.target.closest("[data-viewer-step]");
  if (step) show(at + Number(step.dataset.viewerStep));
  else if (event.target.closest("[data-viewer-close]")) viewer.close();
});
viewer.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && links.length > 1) show(at + step);
});
viewer.addEventListener("close", () => {
  picture.removeAttribute("src");
  links[at]?.focus();
});
let from = null;
viewer.addEventListener("pointerdown", (event) => { from = event.isPrimary ? event.clientX : null; });
viewer.addEventListener("pointerup", (event) => {
  const way = from === null ? 0 : event.clientX - from;
  if (Math.abs(way) > 50 && links.length > 1) show(at + (way < 0 ? 1 : -1));
  from = null;
});

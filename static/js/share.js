// A ready message: copy it, or hand it to the telephone's own list of programs. Without this script it is selected by hand.

const say = (text, state) => document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, state } }));

async function copy(box) {
  try {
    await navigator.clipboard.writeText(box.value);
  } catch { // no secure address, or an old browser
    box.select();
    if (!document.execCommand("copy")) return say("Selecciónelo y cópielo usted.", "late");
  }
  return say("Mensaje copiado. Péguelo en WhatsApp o en otro medio.", "good");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ text: document.getElementById(button.dataset.share).value }).catch(() => { /* closed */ });
  });
}

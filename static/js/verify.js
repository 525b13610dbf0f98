// Is this file one of those that were issued? Its SHA-256 is computed here and compared with those on the page:
// nothing of the file leaves the browser.

const MOST_BYTES = 80e6;

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function wake(box) {
  const input = box.querySelector("input[type=file]");
  const area = box.querySelector(".drop");
  const answer = box.querySelector("[data-verify-answer]");
  const known = [...box.querySelectorAll("[data-sha256]")];
  let asked = 0;

  const say = (kind, name = "") => {
    const words = box.querySelector(`template[data-answer="${kind}"]`).content.cloneNode(true);
    for (const place of words.querySelectorAll("[data-name]")) place.textContent = name;
    answer.replaceChildren(words);
  };
  const check = async (file) => {
    if (!file) return;
    asked += 1;
    const mine = asked;
    if (file.size > MOST_BYTES) {
      say("large", file.name);
      return;
    }
    say("busy", file.name);
    let hash;
    try {
      hash = await hashOf(file);
    } catch {
      if (mine === asked) say("unread", file.name); // it was moved or removed in between
      return;
    }
    if (mine !== asked) return; // another one was chosen meanwhile
    const found = known.find((one) => one.dataset.sha256 === hash);
    if (found) say("copy" in found.dataset ? "copy" : "same", found.dataset.name);
    else say("other", file.name);
  };

  // Who drops the file beside the box means the box: the browser would leave the page and open it.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) area.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    input.value = "";
    check(event.dataTransfer.files[0]);
  });
  input.addEventListener("change", () => check(input.files[0]));
  box.querySelector("[data-verify-ask]").hidden = false;
  box.querySelector("[data-verify-without]").hidden = true;
}

const box = document.querySelector("[data-verify]");
// Browsers compute hashes only for pages that come by https, or from this computer.
if (box && globalThis.crypto?.subtle) wake(box);

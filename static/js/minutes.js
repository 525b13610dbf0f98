// The minutes of a session by touch: the usual ones, and five more or less.

for (const chips of document.querySelectorAll("[data-minutes]")) {
  const field = document.getElementById(chips.dataset.minutes);
  const show = () => {
    for (const chip of chips.querySelectorAll("[data-value]")) {
      const isOn = chip.dataset.value === field.value;
      chip.classList.toggle("is-on", isOn);
      chip.setAttribute("aria-pressed", String(isOn));
    }
  };
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-value], [data-step]");
    if (!chip) return;
    const now = Number(field.value) || 0;
    field.value = chip.dataset.value ?? String(Math.min(480, Math.max(5, now + Number(chip.dataset.step))));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("input", show);
  chips.hidden = false;
  show();
}

// The round: a box for a whole ward, and how many are ticked on the button under the thumb.

function wake(form) {
  const act = form.querySelector("[data-round-act]");
  const without = act.textContent;
  const ticked = (root) => root.querySelectorAll("input[name=estudiante]:checked").length;
  const show = () => {
    for (const ward of form.querySelectorAll("[data-ward]")) {
      const whole = ward.querySelector("input[name=sala]");
      if (!whole) continue;
      const [some, all] = [ticked(ward), ward.querySelectorAll("input[name=estudiante]").length];
      whole.checked = some === all;
      whole.indeterminate = some > 0 && some < all;
    }
    const count = ticked(form);
    act.textContent = count ? `Registrar sesión con ${count}` : without;
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "sala") {
      for (const box of event.target.closest("[data-ward]").querySelectorAll("input[name=estudiante]")) {
        box.checked = event.target.checked;
      }
    }
    show();
  });
  // Coming back, the browser ticks again what was ticked.
  addEventListener("pageshow", show);
  show();
}
for (const form of document.querySelectorAll("form[data-round]")) wake(form);

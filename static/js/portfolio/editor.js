// A photo turned by quarters and framed by a finger, a mouse or the arrow keys. The server does it again from what was
// kept; here it is only shown. Sides are hundredths of the turned photo, as the fields of the form say them.

const SIDES = ["left", "top", "right", "bottom"];
const LEAST = 5;
const LONGEST = 1000;

export async function loadPicture(source) {
  const answer = await fetch(source.url, source.init);
  if (!answer.ok) throw new Error(String(answer.status));
  return createImageBitmap(await answer.blob());
}

export function editorOf(form) {
  const stage = form.querySelector("[data-stage]");
  const canvas = form.querySelector("[data-picture]");
  const frame = form.querySelector("[data-frame]");
  const fields = Object.fromEntries(["quarters", ...SIDES].map((name) => [name, form.elements[name]]));
  let picture = null;
  let edit = { quarters: 0, left: 0, top: 0, right: 0, bottom: 0 };

  function draw() {
    const isTurned = edit.quarters % 2 === 1;
    const [width, height] = isTurned ? [picture.height, picture.width] : [picture.width, picture.height];
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d");
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((edit.quarters * Math.PI) / 2);
    pen.scale(scale, scale);
    pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
  }
  function show() {
    for (const side of SIDES) frame.style[side] = `${edit[side]}%`;
    for (const [name, field] of Object.entries(fields)) field.value = String(Math.round(edit[name] * 10) / 10);
  }
  // Each side alone, so that the opposite one never moves; at least a little is left between them.
  function pull(side, value) {
    const other = SIDES[(SIDES.indexOf(side) + 2) % 4];
    edit[side] = Math.min(Math.max(0, value), 100 - LEAST - edit[other]);
  }
  function shift(across, down) {
    const x = Math.min(Math.max(across, -edit.left), edit.right);
    const y = Math.min(Math.max(down, -edit.top), edit.bottom);
    edit = { ...edit, left: edit.left + x, right: edit.right - x, top: edit.top + y, bottom: edit.bottom - y };
  }
  function move(corner, across, down, from) {
    edit = { ...from };
    if (!corner) shift(across, down);
    else {
      const [side, level] = corner.split(" ");
      pull(side, from[side] + (side === "left" ? across : -across));
      pull(level, from[level] + (level === "top" ? down : -down));
    }
    show();
  }

  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const corner = event.target.dataset.corner;
    const box = canvas.getBoundingClientRect();
    const [x, y, from] = [event.clientX, event.clientY, { ...edit }];
    event.target.focus();
    frame.setPointerCapture(event.pointerId);
    const drag = (moved) => {
      move(corner, ((moved.clientX - x) / box.width) * 100, ((moved.clientY - y) / box.height) * 100, from);
    };
    const stop = () => {
      frame.removeEventListener("pointermove", drag);
      for (const name of ["pointerup", "pointercancel"]) frame.removeEventListener(name, stop);
    };
    frame.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, stop);
  });
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
    if (!step) return;
    event.preventDefault();
    move(event.target.dataset.corner, ...step, { ...edit });
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn], [data-whole]");
    if (!button || !picture) return;
    event.preventDefault();
    if (button.dataset.turn === undefined) edit = { quarters: 0, left: 0, top: 0, right: 0, bottom: 0 };
    for (let turns = Number(button.dataset.turn ?? 0); turns > 0; turns -= 1) {
      const { quarters, left, top, right, bottom } = edit;
      edit = { quarters: (quarters + 1) % 4, left: bottom, top: left, right: top, bottom: right };
    }
    draw();
    show();
  });
  form.addEventListener("change", (event) => {
    if (!SIDES.includes(event.target.name) || !picture) return;
    pull(event.target.name, Number(event.target.value) || 0);
    show();
  });

  return {
    async open(source, first) {
      picture?.close();
      picture = await loadPicture(source);
      edit = { ...first };
      form.querySelector("[data-numbers]").open = false;
      stage.hidden = false;
      draw();
      show();
    },
    values: () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])),
  };
}

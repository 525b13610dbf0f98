// A text that names a place: what data-places answers ({"results": [{text}]}) is offered while one types.

const PAUSE = 250;

function wake(input) {
  const list = document.getElementById(input.getAttribute("list"));
  let pause;
  let asked = 0;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const said = input.value.trim();
      const turn = ++asked;
      if (said.length < 2) return list.replaceChildren();
      const url = new URL(input.dataset.places, location.href);
      url.searchParams.set("q", said);
      const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok || turn !== asked) return;
      const { results } = await answer.json();
      list.replaceChildren(...results.map(({ text }) => Object.assign(document.createElement("option"), { value: text })));
    }, PAUSE);
  });
}
document.querySelectorAll("input[data-places]").forEach(wake);

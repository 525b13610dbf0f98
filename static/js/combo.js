// A select that searches: among its own options, or at data-url, which answers {"results": [{value, text, detail}]}.

const WORDS = {
  no_results: () => '<div class="no-results">No se encontró nada con esas letras.</div>',
  loading: () => '<div class="no-results">Buscando…</div>',
  not_loading: () => '<div class="no-results">Escriba al menos 2 letras o números.</div>',
};

function option(data, escape) {
  return `<div><span>${escape(data.text)}</span>${data.detail ? `<small>${escape(data.detail)}</small>` : ""}</div>`;
}

function remote(select) {
  return {
    valueField: "value",
    labelField: "text",
    searchField: ["text", "detail"],
    loadThrottle: 250,
    shouldLoad: (query) => query.trim().length >= 2,
    // The server's order stands.
    score: () => () => 1,
    load(query, done) {
      const url = new URL(select.dataset.url, location.href);
      url.searchParams.set("q", query);
      fetch(url, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then(({ results }) => {
          this.clearOptions();
          done(results);
        })
        .catch(() => done());
    },
  };
}

function wake(select) {
  if (select.tomselect) return;
  const combo = new TomSelect(select, {
    ...(select.dataset.url ? remote(select) : {}),
    maxOptions: 50,
    placeholder: select.dataset.placeholder || "Escriba para buscar",
    render: { option, ...WORDS },
  });
  // The select itself is out of sight: only the box that searches speaks.
  select.setAttribute("aria-hidden", "true");
  select.tabIndex = -1;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) combo.control_input.setAttribute(name, select.getAttribute(name));
  }
}
const wakeAll = (root) => root.querySelectorAll("select[data-combo]").forEach(wake);
wakeAll(document);
document.addEventListener("htmx:afterSwap", (event) => wakeAll(event.detail.target));

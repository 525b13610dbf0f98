// Drives the queue that ships (static/js/device) through mishaps, against the program that runs, as one page would:
// two devices, two people, a network that loses requests and answers. Answers what each entry has to be in the end.
// `isForgetful` is the control: it sends without the entry's own identifier, and must be found out.
async ({ seed, acts, people, folder, today, isForgetful = false }) => {
  const load = (name) => import(`${folder}/${name}.js`);
  const [{ Queue }, { Store }, { wire }, { keyOf, ownerOf, newId, seal, unseal }] = await Promise.all(
    ["queue", "store", "wire", "cipher"].map(load),
  );
  const places = { entry: "/atencion/equipo/registro/", session: "/cuentas/sesion/" };

  // --- Chance, the same for the same seed ------------------------------------------------------------------
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const any = (list) => list[Math.floor(random() * list.length)];
  const pick = (weights) => {
    let left = random() * Object.values(weights).reduce((sum, one) => sum + one, 0);
    return Object.keys(weights).find((name) => (left -= weights[name]) < 0);
  };
  const told = {};
  const count = (kind) => { told[kind] = (told[kind] ?? 0) + 1; };

  // --- Signing in and out, for real ----------------------------------------------------------------------------
  let present = null;
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const post = (address, fields) => fetch(address, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  async function signOut() {
    const answer = await fetch(places.session, { headers: { Accept: "application/json" } });
    if (answer.ok) await post("/cuentas/salir/", { csrfmiddlewaretoken: (await answer.json()).csrf_token });
    present = null;
  }
  async function signIn(person) {
    const page = await parsed(await fetch("/cuentas/ingresar/"));
    const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    await post("/cuentas/ingresar/", { csrfmiddlewaretoken: token, login: person.email, password: person.password });
    if (!person.owner) {
      const lock = (await parsed(await fetch("/cuentas/mi-cuenta/"))).body.dataset.draftLock;
      Object.assign(person, { owner: await ownerOf(lock), key: await keyOf(lock) });
      person.round = await (await fetch("/atencion/equipo/ronda.json")).json();
    }
    present = person;
  }

  // --- What must come of it ---------------------------------------------------------------------------------------
  // id -> { said: every wording that was ever given, wanted: the last one here, isShared, isGone }
  const entries = new Map();
  let number = 0;
  const wordingOf = (content) => content.values.find(([name]) => name === "evidence")[1];
  const saying = (content, wording) => ({
    ...content, values: content.values.map(([name, value]) => [name, name === "evidence" ? wording : value]),
  });
  function reword(id) {
    const entry = entries.get(id);
    entry.wanted = `${id.slice(0, 8)} ${number += 1}`;
    entry.said.push(entry.wanted);
    return entry.wanted;
  }
  function draw(person) {
    const service = person.round.services[0];
    const id = newId();
    entries.set(id, { said: [], wanted: "", isShared: false, isGone: false });
    return [id, {
      seho: service.id,
      initials: {},
      values: [
        ["pupils", String(any(service.pupils).id)], ["held_on", today], ["minutes", "30"], ["kind", "LEARNING"],
        ["space", "BEDSIDE"], ["modality", "IN_PERSON"], ["professionals", String(person.round.me)],
        ["evidence", reword(id)],
      ],
    }];
  }

  // --- The network and the devices --------------------------------------------------------------------------------------
  let isCalm = false;
  const devices = [new Store("mishaps-1"), new Store("mishaps-2")];
  function queueOf(store, person = present) {
    const ask = (address, options) => travel(queue, address, options);
    const queue = new Queue({
      store, owner: person.owner, send: wire({ places, owner: person.owner, ask }),
      seal: (value) => seal(person.key, value), unseal: (box) => unseal(person.key, box),
    });
    return queue;
  }
  async function travel(queue, address, options) {
    if (options.method !== "POST") return fetch(address, options);
    // The control: each sending under an identifier of its own.
    if (isForgetful) options.body.set("client_id", newId());
    const fate = isCalm ? "llega" : pick({
      llega: 52, "se pierde al ir": 12, "se pierde la respuesta": 14, "error 500": 5, "error 503": 4,
      "llega dos veces": 5, "corregido en camino": 6, "token vencido": 2,
    });
    count(`envío: ${fate}`);
    if (fate === "se pierde al ir") throw new TypeError("no network");
    if (fate === "error 500") return new Response("", { status: 500 });
    if (fate === "error 503") return new Response("", { status: 503 });
    if (fate === "token vencido") return fetch(address, { ...options, headers: { ...options.headers, "X-CSRFToken": "0".repeat(64) } });
    if (fate === "llega dos veces") return (await Promise.all([fetch(address, options), fetch(address, options)]))[Math.floor(random() * 2)];
    const answer = await fetch(address, options);
    if (fate === "se pierde la respuesta") throw new TypeError("no answer");
    if (fate === "corregido en camino") {
      const id = options.body.get("client_id");
      await queue.correct(id, (content) => saying(content, reword(id)));
    }
    return answer;
  }
  const waiting = async (queue, ...states) => (await queue.list()).mine.filter((one) => states.includes(one.state));

  // --- What may happen -----------------------------------------------------------------------------------------------------
  const happenings = {
    async registrar(queue) {
      await queue.add(...draw(present));
    },
    async "registrar dos veces"(queue) {
      const [id, content] = draw(present);
      await queue.add(id, content);
      if (await queue.add(id, content)) throw new Error("twice in one queue");
    },
    async "corregir en la cola"(queue) {
      const entry = any(await waiting(queue, "waiting", "refused"));
      if (entry) await queue.correct(entry.id, (content) => saying(content, reword(entry.id)));
    },
    async "quitar de la cola"(queue) {
      const entry = any((await waiting(queue, "waiting")).filter((one) => one.tries === 0));
      if (entry && !entries.get(entry.id).isShared) {
        entries.get(entry.id).isGone = true;
        await queue.drop(entry.id);
      }
    },
    async "el mismo en otro equipo"(queue, store) {
      const entry = any(await waiting(queue, "waiting"));
      const other = queueOf(devices.find((one) => one !== store));
      if (!entry) return;
      const shared = entries.get(entry.id);
      shared.isShared = true;
      const { seho, values, initials } = entry;
      const content = { seho, values, initials };
      await other.add(entry.id, random() < 0.5 ? content : saying(content, reword(entry.id)));
    },
    async "corregido por otra vía"(queue) {
      const entry = any(await waiting(queue, "waiting"));
      if (!entry) return;
      entries.get(entry.id).isShared = true;
      const send = wire({ places, owner: present.owner });
      const { seho, values } = entry;
      const content = saying({ seho, values }, reword(entry.id));
      const answer = await send(entry.id, content, Date.now());
      if (answer.state === "conflict") await send(entry.id, { ...content, version: answer.version }, Date.now());
    },
    async "enviar en orden"(queue) {
      await queue.flush();
    },
    async "enviar sin orden"(queue) {
      const entry = any(await waiting(queue, "waiting"));
      if (entry) await queue.flush({ ids: [entry.id] });
    },
    async "enviar en dos pestañas"(queue, store) {
      await Promise.all([queue.flush(), queueOf(store).flush()]);
    },
    async "elegir en un conflicto"(queue) {
      const entry = any(await waiting(queue, "conflict"));
      if (!entry) return;
      if (random() < 0.5) {
        await queue.putMine(entry.id);
        return;
      }
      // The record stays as it is: with any wording that this entry was sent with before.
      entries.get(entry.id).isShared = true;
      await queue.drop(entry.id);
    },
    async "cerrar y abrir"(queue, store) {
      store.close();
      devices[devices.indexOf(store)] = new Store(store === devices[0] ? "mishaps-1" : "mishaps-2");
    },
    async "termina la sesión"(queue) {
      const person = present;
      await signOut();
      await queue.flush();
      await signIn(person);
    },
    async "ingresa otra persona"(queue) {
      const former = present;
      await signOut();
      await signIn(people.find((one) => one !== former));
      // A page of the former one is still open: nothing may be written in the other's name.
      await queue.flush();
    },
    async "pierde el rol"(queue) {
      await globalThis.setRole(present.email, false);
      await queue.flush();
      await globalThis.setRole(present.email, true);
    },
  };
  const often = {
    registrar: 14, "registrar dos veces": 2, "corregir en la cola": 34, "quitar de la cola": 2, "el mismo en otro equipo": 3,
    "corregido por otra vía": 2.5, "enviar en orden": 3, "enviar sin orden": 14, "enviar en dos pestañas": 1.5,
    "elegir en un conflicto": 8, "cerrar y abrir": 12, "termina la sesión": 0.4, "ingresa otra persona": 0.4, "pierde el rol": 0.4,
  };

  for (const person of people) { await signIn(person); await signOut(); }
  await signIn(people[0]);
  for (let done = 0; done < acts; done += 1) {
    const what = pick(often);
    count(what);
    const store = any(devices);
    await happenings[what](queueOf(store), store);
  }

  // --- The signal is back for good ------------------------------------------------------------------------------------------
  isCalm = true;
  const left = [];
  for (const person of people) {
    await signOut();
    await signIn(person);
    for (const store of devices) {
      const queue = queueOf(store);
      for (let round = 0; round < 12 && (await queue.list()).mine.length; round += 1) {
        await queue.flush();
        for (const entry of await waiting(queue, "refused")) await queue.correct(entry.id, (content) => content);
        for (const entry of await waiting(queue, "conflict")) await queue.putMine(entry.id);
      }
      left.push(...(await queue.list()).mine.map(({ id, state: how, reasons }) => ({ id, how, reasons })));
    }
  }
  await signOut();
  for (const store of devices) store.close();
  return { told, left, entries: [...entries].map(([id, entry]) => ({ id, ...entry })) };
}

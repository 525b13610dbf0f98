// What the device keeps, in IndexedDB: a few things by their name, and the rows of the queue.
// Sealing takes its time and a transaction does not wait: a row is changed by `swap`, which refuses when somebody else
// was faster.

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

export class Store {
  #name;
  #opening = null;

  constructor(name = "aula-puente") {
    this.#name = name;
  }

  #open() {
    this.#opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("kept");
        request.result.createObjectStore("queue", { keyPath: "id" });
      };
      request.onsuccess = () => {
        // A newer version of the program, in another tab, must not wait for this one.
        request.result.onversionchange = () => { request.result.close(); this.#opening = null; };
        request.result.onclose = () => { this.#opening = null; };
        resolve(request.result);
      };
      request.onerror = () => { this.#opening = null; reject(request.error); };
    });
    return this.#opening;
  }

  async #within(name, mode, act) {
    const transaction = (await this.#open()).transaction(name, mode);
    const done = finished(transaction);
    const [result] = await Promise.all([act(transaction.objectStore(name)), done]);
    return result;
  }

  close() {
    this.#opening?.then((database) => database.close());
    this.#opening = null;
  }

  // --- Things by their name -------------------------------------------------------------------------
  get(name) {
    return this.#within("kept", "readonly", (kept) => answered(kept.get(name)));
  }

  put(name, value) {
    return this.#within("kept", "readwrite", (kept) => answered(kept.put(value, name)));
  }

  forget(...names) {
    return this.#within("kept", "readwrite", (kept) => Promise.all(names.map((name) => answered(kept.delete(name)))));
  }

  /** For browsers without locks: true when this `holder` has the turn for the next `milliseconds`. */
  lease(name, holder, milliseconds) {
    return this.#within("kept", "readwrite", async (kept) => {
      const held = await answered(kept.get(name));
      if (held && held.holder !== holder && held.until > Date.now()) return false;
      await answered(kept.put({ holder, until: Date.now() + milliseconds }, name));
      return true;
    });
  }

  // --- The queue, in the order of its making -------------------------------------------------------------
  async rows() {
    const rows = await this.#within("queue", "readonly", (queue) => answered(queue.getAll()));
    return rows.sort((one, other) => one.turn - other.turn);
  }

  row(id) {
    return this.#within("queue", "readonly", (queue) => answered(queue.get(id)));
  }

  /** At the end of the queue; false when there is one with this identifier already. */
  add(row) {
    return this.#within("queue", "readwrite", async (queue) => {
      const rows = await answered(queue.getAll());
      if (rows.some((one) => one.id === row.id)) return false;
      await answered(queue.put({ ...row, turn: Math.max(0, ...rows.map((one) => one.turn)) + 1 }));
      return true;
    });
  }

  /** Put `next` (null: take it out) where the row still is what `row` was; else false and nothing changes. */
  swap(row, next) {
    return this.#within("queue", "readwrite", async (queue) => {
      const now = await answered(queue.get(row.id));
      if (!now || now.change !== row.change) return false;
      await answered(next ? queue.put({ ...next, change: row.change + 1 }) : queue.delete(row.id));
      return true;
    });
  }
}

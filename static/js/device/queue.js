// What waits to be sent. No page, no network of its own: `store` keeps the rows, `send` speaks with the server,
// `seal` and `unseal` lock. tests/browser/test_offline_queue.py drives this very file through thousands of mishaps.
//
// An entry is sent under the identifier it was born with, so that the server writes it once however often it arrives.
// It leaves the queue only when the server said that it is in the record, or when its owner takes it out.
//
// row      id, owner, made (when), turn (order), change, tries, state, saved (to a file), box (the sealed content)
// content  seho, values ([name, value] as a form sends them), initials ({episode: "A. Q."}), version (of the record that
//          it corrects), reasons (why it was refused), conflict (the other side), files (how many could not be kept)
// state    waiting, refused, conflict; going: sent by its own page, which will hear the answer

export const DAY = 24 * 3600 * 1000;
/** So long what waits is sent by itself; later its owner looks at it first. */
export const KEPT_DAYS = 7;
/** So long what is locked waits for its owner to sign in. */
export const LOCKED_DAYS = 30;
const PAGE_ANSWERS = 2 * 60 * 1000;
// Nothing more can be sent now.
const STOPS = ["offline", "signed_out", "other_person", "busy"];

export class Queue {
  constructor({ store, owner, send, seal, unseal, now = Date.now }) {
    Object.assign(this, { store, owner, send, seal, unseal, now });
  }

  // --- Reading --------------------------------------------------------------------------------------------

  /** Mine, in their order, opened; `isOld` is sent only by hand. Those of others are counted, never opened. */
  async list() {
    const mine = [];
    let locked = 0;
    for (const row of await this.store.rows()) {
      const content = row.owner === this.owner ? await this.unseal(row.box) : null;
      if (content) mine.push({ ...row, ...content, isOld: this.#isOld(row) });
      else locked += 1;
    }
    return { mine, locked };
  }

  #isOld(row) {
    return this.now() - row.made > KEPT_DAYS * DAY;
  }

  #isDue(row, ids) {
    if (row.owner !== this.owner) return false;
    if (ids) return ids.includes(row.id) && row.state === "waiting";
    const waits = row.state === "waiting" || (row.state === "going" && this.now() - row.made > PAGE_ANSWERS);
    return waits && !this.#isOld(row);
  }

  // --- Writing --------------------------------------------------------------------------------------------

  async add(id, content, state = "waiting") {
    const row = { id, owner: this.owner, made: this.now(), change: 0, tries: 0, state };
    return this.store.add({ ...row, box: await this.seal(content) });
  }

  /** Change the content of an entry, which waits again then; false when it is gone. */
  async correct(id, edit) {
    for (;;) {
      const row = await this.store.row(id);
      const content = row && row.owner === this.owner ? await this.unseal(row.box) : null;
      if (!content) return false;
      const { reasons, conflict, ...rest } = content;
      const next = { ...row, state: "waiting", saved: false, box: await this.seal(edit(rest, conflict)) };
      if (await this.store.swap(row, next)) return true;
    }
  }

  /** The record stays as it is, or the owner gives the entry up. */
  async drop(id) {
    for (;;) {
      const row = await this.store.row(id);
      if (!row || row.owner !== this.owner) return false;
      if (await this.store.swap(row, null)) return true;
    }
  }

  /** In a file now: what was refused may be taken out. */
  async noteSaved(id) {
    const row = await this.store.row(id);
    return Boolean(row) && this.store.swap(row, { ...row, saved: true });
  }

  /** What the person chose where both sides differ: mine over the record that was shown. */
  putMine(id) {
    return this.correct(id, (content, conflict) => ({ ...content, version: conflict?.version ?? content.version }));
  }

  // --- Sending ----------------------------------------------------------------------------------------------

  /** One by one, in the order of their making. `ids`: these alone, also old ones. The caller sees to it that only one
   *  tab sends at a time; two would do no harm, only work twice. */
  async flush({ ids = null } = {}) {
    const told = { sent: 0, refused: 0, conflict: 0, failed: 0, doubts: [], stop: "" };
    let last = 0;
    for (;;) {
      const row = (await this.store.rows()).find((one) => one.turn > last && this.#isDue(one, ids));
      if (!row) return told;
      last = row.turn;
      told.stop = await this.#sendOne(row.id, told);
      if (told.stop) return told;
    }
  }

  async #sendOne(id, told) {
    for (;;) {
      const row = await this.#marked(id);
      const content = row && (await this.unseal(row.box));
      if (!content) return "";
      const answer = await this.send(id, content, row.made);
      if (STOPS.includes(answer.state)) return answer.state;
      const again = await this.#settle(row, content, answer, told);
      if (!again) return "";
    }
  }

  /** From here on it may have arrived: say so before it leaves. */
  async #marked(id) {
    for (;;) {
      const row = await this.store.row(id);
      if (!row) return null;
      const next = { ...row, tries: row.tries + 1 };
      if (await this.store.swap(row, next)) return { ...next, change: row.change + 1 };
    }
  }

  /** True: send it once more, at once. */
  async #settle(row, content, answer, told) {
    const { state, version } = answer;
    if (state === "written" || state === "known") {
      told.doubts.push(...(answer.doubts ?? []));
      if (await this.store.swap(row, null)) {
        told.sent += 1;
        return false;
      }
      return this.#follow(row.id, version); // corrected here while it was on its way
    }
    if (state === "conflict" && answer.is_own_first && !answer.is_cancelled) {
      // The record is what this device had sent before the entry was corrected on it.
      return this.#follow(row.id, version);
    }
    if (state === "refused" || state === "conflict") {
      const more = state === "refused" ? { reasons: answer.reasons } : { conflict: answer };
      const next = { ...row, state, box: await this.seal({ ...content, ...more }) };
      if (await this.store.swap(row, next)) told[state] += 1;
      return false;
    }
    told.failed += 1;
    return false;
  }

  async #follow(id, version) {
    return this.correct(id, (content) => ({ ...content, version }));
  }
}

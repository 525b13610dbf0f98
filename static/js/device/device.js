// This device: whose it is now, what it keeps for that person, and for how long. Shared by the pages, the page without
// signal and the worker.
//
// kept  meta {owner, contact, places, signedOut}, key, round (sealed)

import { canLock, keyOf, newId, ownerOf, seal, unseal } from "./cipher.js";
import { DAY, KEPT_DAYS, LOCKED_DAYS, Queue } from "./queue.js";
import { Store } from "./store.js";
import { wire } from "./wire.js";

export { KEPT_DAYS, LOCKED_DAYS, newId };

const FLAG = "device";
const TURN = "queue-turn";

/** Was this device ever used without signal? Pages ask this first, and load nothing more where it was not. */
export function isUsed() {
  try { return canLock && localStorage.getItem(FLAG) === "1"; } catch { return false; }
}

export class Device {
  meta = null;
  key = null;

  constructor({ store = new Store(), now = Date.now } = {}) {
    Object.assign(this, { store, now });
  }

  /** Read who it is of; what is too old goes first. */
  async wake() {
    this.meta = (await this.store.get("meta")) ?? null;
    if (this.meta && this.now() - this.meta.contact > KEPT_DAYS * DAY) await this.leave();
    this.key = (await this.store.get("key")) ?? null;
    for (const row of await this.store.rows()) {
      if (this.now() - row.made > LOCKED_DAYS * DAY && row.owner !== this.meta?.owner) await this.store.swap(row, null);
    }
    return this;
  }

  /** This person is signed in here: their key comes, what the former one saw goes. `places`: where to send. */
  async enter(lock, places = null) {
    const owner = await ownerOf(lock);
    if (this.meta && this.meta.owner !== owner) await this.leave();
    this.key = await keyOf(lock);
    this.meta = { owner, contact: this.now(), places: places ?? this.meta?.places ?? null };
    await this.store.put("key", this.key);
    await this.store.put("meta", this.meta);
    try { localStorage.setItem(FLAG, "1"); } catch { /* the worker, or a closed storage */ }
  }

  /** Signed in, on any page: go on when this device was this person's, or keeps something of theirs. */
  async greet(lock) {
    const owner = await ownerOf(lock);
    const isKnown = this.meta?.owner === owner || (await this.store.rows()).some((row) => row.owner === owner);
    if (isKnown) await this.enter(lock);
    else if (this.key) await this.leave();
    return isKnown;
  }

  /** Signed out, or too long without contact: the round and the key go; what waits stays locked for its owner.
   *  `byHand`: other tabs let go of what they show, too. */
  async leave({ byHand = false } = {}) {
    await this.store.forget("key", "round");
    this.key = null;
    if (this.meta) {
      this.meta = { ...this.meta, owner: null, signedOut: byHand || this.meta.signedOut };
      await this.store.put("meta", this.meta);
    }
  }

  get isOpen() {
    return Boolean(this.key && this.meta?.owner);
  }

  async keepRound(round) {
    if (round.owner !== this.meta?.owner) return false;
    await this.store.put("round", await seal(this.key, { ...round, kept: this.now() }));
    return true;
  }

  async round() {
    const box = this.isOpen ? await this.store.get("round") : null;
    return box ? unseal(this.key, box) : null;
  }

  /** How many wait, by state, of this person; and how many of others. Needs no key. */
  async counts() {
    const counts = { waiting: 0, refused: 0, conflict: 0, locked: 0 };
    for (const row of await this.store.rows()) {
      if (row.owner !== this.meta?.owner) counts.locked += 1;
      else if (row.state in counts) counts[row.state] += 1;
    }
    return counts;
  }

  get queue() {
    const { key, meta } = this;
    return new Queue({
      store: this.store,
      owner: meta.owner,
      send: wire({ places: meta.places, owner: meta.owner }),
      seal: (value) => seal(key, value),
      unseal: (box) => unseal(key, box),
      now: this.now,
    });
  }

  /** Send what waits, in one tab at a time; null when another one does, or nothing can be sent. */
  async flush(options) {
    if (!this.isOpen || !this.meta.places) return null;
    return this.#alone(() => this.queue.flush(options));
  }

  async #alone(act) {
    if (globalThis.navigator?.locks) {
      return navigator.locks.request(TURN, { ifAvailable: true }, (lock) => (lock ? act() : null));
    }
    const holder = newId();
    if (!(await this.store.lease(TURN, holder, 60_000))) return null;
    try {
      return await act();
    } finally {
      await this.store.forget(TURN);
    }
  }
}

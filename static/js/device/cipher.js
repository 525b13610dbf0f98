// Locking what stays on the device. The key comes of what the server gives to whoever signed in; it cannot be read
// out again, and it goes with the sign-out: what it locked then waits for its owner.

const toBytes = (text) => new TextEncoder().encode(text);
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Only https, or this computer, lets a page lock; without it nothing is kept. */
export const canLock = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

/** Whose lock it is, told without the lock; the server computes the same (accounts.sessions.browser_owner). */
export async function ownerOf(lock) {
  const hash = await crypto.subtle.digest("SHA-256", toBytes(`owner:${lock}`));
  return toHex(new Uint8Array(hash)).slice(0, 16);
}

export async function keyOf(lock) {
  const secret = await crypto.subtle.importKey("raw", fromHex(lock), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: toBytes("device") };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, toBytes(JSON.stringify(value))) };
}

/** What was sealed, or null: it is somebody else's, or damaged. */
export async function unseal(key, box) {
  try {
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data);
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    return null;
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

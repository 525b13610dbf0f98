// A recording made in the page: asked for with a button, ended with another, given as a file like any other.

const LONGEST = 10 * 60;
const KINDS = [["audio/webm", "webm"], ["audio/mp4", "m4a"], ["audio/ogg", "ogg"]];

export function wakeRecorder(root, give) {
  const start = root.querySelector("[data-record]");
  const bar = root.querySelector("[data-recording]");
  const time = root.querySelector("[data-recording-time]");
  const kind = globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia
    ? KINDS.find(([type]) => MediaRecorder.isTypeSupported(type)) : undefined;
  if (!kind) return;
  start.hidden = false;

  let recorder = null;
  const stop = () => { if (recorder?.state === "recording") recorder.stop(); };
  root.querySelector("[data-record-stop]").addEventListener("click", stop);
  start.addEventListener("click", async () => {
    if (recorder) return;
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      const text = "El navegador no dio permiso para usar el micrófono. Actívelo en sus ajustes, o elija una grabación.";
      document.dispatchEvent(new CustomEvent("app:toast", { detail: { text, state: "due" } }));
      return;
    }
    recorder = new MediaRecorder(sound, { mimeType: kind[0] });
    const pieces = [];
    const began = Date.now();
    const tick = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (seconds >= LONGEST) stop();
    }, 250);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(tick);
      for (const track of sound.getTracks()) track.stop();
      recorder = null;
      bar.hidden = true;
      start.hidden = false;
      start.focus();
      const at = new Date().toLocaleTimeString("es-PE", { hour: "2-digit", minute: "2-digit", hour12: false });
      give([new File(pieces, `Grabación ${at.replace(":", ".")}.${kind[1]}`, { type: kind[0] })]);
    });
    recorder.start();
    time.textContent = "0:00";
    bar.hidden = false;
    start.hidden = true;
    root.querySelector("[data-record-stop]").focus();
  });
}

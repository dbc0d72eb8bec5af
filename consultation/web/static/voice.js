// A voice note of a minute at most: record, stop, listen, erase; it leaves the phone with the sheet, not before.
const LONGEST_S = 60;
const SHORTEST_MS = 700;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
// Whether anything but silence has come from the microphone; true where the browser cannot tell.
const listenTo = (stream) => {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return () => true;
  const context = new Context();
  const ear = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(ear);
  const wave = new Uint8Array(ear.fftSize);
  let looks = 0;
  let isHeard = false;
  const clock = setInterval(() => {
    if (context.state !== "running") return;
    looks += 1;
    ear.getByteTimeDomainData(wave);
    isHeard = isHeard || wave.some((level) => level !== 128);
  }, 100);
  return () => {
    clearInterval(clock);
    context.close();
    return isHeard || looks < 3;
  };
};
// Safari before 14.1 records, but lets no script put a file into a field: there its own recorder is used.
const holdsFiles = () => { try { return Boolean(new DataTransfer()); } catch { return false; } };
for (const place of document.querySelectorAll("[data-voice]")) {
  const field = place.querySelector("input");
  const say = place.dataset;
  if (!window.MediaRecorder || !navigator.mediaDevices || !holdsFiles()) continue;
  const make = (words, name) => Object.assign(document.createElement("button"), { type: "button", textContent: words, className: name });
  const record = make(say.voice, "record");
  const erase = make(say.erase, "quiet");
  const sound = Object.assign(document.createElement("audio"), { controls: true, hidden: true });
  const state = document.createElement("p");
  state.className = "help";
  state.setAttribute("role", "status");
  erase.hidden = true;
  let recorder = null;
  let clock = 0;
  const show = () => {
    const [file] = field.files;
    if (sound.src) URL.revokeObjectURL(sound.src);
    sound.hidden = erase.hidden = !file;
    if (file) sound.src = URL.createObjectURL(file);
    else sound.removeAttribute("src");
    state.textContent = file ? say.heard : "";
  };
  // Also when a draft that was kept comes back, or a file is chosen.
  field.addEventListener("change", show);
  const put = (file) => {
    const held = new DataTransfer();
    if (file) held.items.add(file);
    field.files = held.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const begin = async () => {
    let stream;
    // Until the phone has asked whether it may listen, a second tap would open a second microphone.
    record.disabled = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      state.textContent = say.deaf;
      return;
    } finally {
      record.disabled = false;
    }
    const parts = [];
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 24000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      recorder = null;
      record.textContent = say.voice;
      // A tap too short to say anything, or a microphone that is switched off: what was there before stays.
      if (Date.now() - since < SHORTEST_MS || !hears()) state.textContent = say.none;
      else put(new File(parts, "voice", { type: mimeType ? mimeType.split(";")[0] : "" }));
    };
    const hears = listenTo(stream);
    const since = Date.now();
    const until = since + LONGEST_S * 1000;
    clock = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1000);
      record.textContent = `${say.stop} (${left})`;
      if (left <= 1) recorder.stop();
    }, 250);
    record.textContent = `${say.stop} (${LONGEST_S})`;
    recorder.start();
  };
  record.addEventListener("click", () => (recorder ? recorder.stop() : begin()));
  erase.addEventListener("click", () => { put(null); record.focus(); });
  place.prepend(record, erase, sound, state);
}

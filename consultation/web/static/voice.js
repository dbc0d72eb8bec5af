// A voice note of a minute at most: record, stop, listen, erase; it leaves the phone with the sheet, not before.
const LONGEST_S = 60;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
for (const place of document.querySelectorAll("[data-voice]")) {
  const field = place.querySelector("input");
  const say = place.dataset;
  if (!window.MediaRecorder || !window.DataTransfer || !navigator.mediaDevices) continue;
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
  const put = (file) => {
    const held = new DataTransfer();
    if (file) held.items.add(file);
    field.files = held.files;
    if (sound.src) URL.revokeObjectURL(sound.src);
    sound.hidden = erase.hidden = !file;
    if (file) sound.src = URL.createObjectURL(file);
    else sound.removeAttribute("src");
    state.textContent = file ? say.heard : "";
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
      put(new File(parts, "voice", { type: mimeType ? mimeType.split(";")[0] : "" }));
    };
    const until = Date.now() + LONGEST_S * 1000;
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

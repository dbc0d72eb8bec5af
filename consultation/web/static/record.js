// Reads a part aloud into its form: one button, pressed again to keep it. Without it a file can be chosen.
for (const form of document.querySelectorAll("form[data-record]")) {
  if (!window.MediaRecorder || !navigator.mediaDevices) continue;
  const field = form.querySelector("input[type=file]");
  const say = form.dataset;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say.record });
  button.setAttribute("aria-describedby", form.parentElement.id);
  let recorder = null;
  button.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      button.textContent = say.deaf;
      return;
    }
    const parts = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const held = new DataTransfer();
      held.items.add(new File(parts, "sound", { type: recorder.mimeType }));
      field.files = held.files;
      form.submit();
    };
    recorder.start();
    button.textContent = say.stop;
    setTimeout(() => recorder.state === "recording" && recorder.stop(), 60_000);
  });
  form.prepend(button);
}

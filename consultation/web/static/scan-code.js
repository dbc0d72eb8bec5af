/* Scanning the code of a sheet with the camera, where the browser can read codes; else the button stays away. */
"use strict";
const button = document.querySelector("[data-scan]");
const picture = document.querySelector("[data-scan-picture]");

async function scan() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  picture.srcObject = stream;
  picture.hidden = false;
  await picture.play();
  for (;;) {
    const found = (await detector.detect(picture)).find((code) => /^[A-Z0-9]+\/\d{6}/.test(code.rawValue));
    if (found) {
      for (const track of stream.getTracks()) track.stop();
      const field = document.getElementById(button.dataset.scan);
      field.value = found.rawValue;
      field.form.requestSubmit();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => {
    scan().catch(() => {
      picture.hidden = true;
    });
  });
}

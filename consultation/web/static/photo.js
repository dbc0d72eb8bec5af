// A picture is made small before it leaves the phone (at most 1600 pixels a side): a prepaid line pays by the megabyte.
const SIDE = 1600;
for (const field of document.querySelectorAll("input[data-photo]")) {
  field.addEventListener("change", async () => {
    const file = field.files[0];
    // One answer: the other field lets go of its picture.
    for (const other of document.getElementsByName(field.name)) if (other !== field && other.type === "file" && file) other.value = "";
    if (!file || !window.createImageBitmap || !window.DataTransfer) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      if (!small || small.size >= file.size || field.files[0] !== file) return;
      const held = new DataTransfer();
      held.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
      field.files = held.files;
    } catch {
      // The server makes it small.
    }
  });
}

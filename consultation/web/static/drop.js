// A file dropped anywhere on the zone goes into its field; without script the field itself takes drops.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = document.getElementById(zone.dataset.drop)
  const mark = (event, over) => { event.preventDefault(); zone.classList.toggle("over", over) }
  zone.addEventListener("dragover", (event) => mark(event, true))
  zone.addEventListener("dragleave", (event) => mark(event, false))
  zone.addEventListener("drop", (event) => {
    mark(event, false)
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files
  })
}

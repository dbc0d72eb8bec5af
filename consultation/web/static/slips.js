// Forms with data-enter are keyed with Enter alone: it goes to the next field, and from the last text it sends.
for (const form of document.querySelectorAll("form[data-enter]")) {
  form.querySelector("[autofocus]")?.focus();
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const field = event.target;
    if (field.tagName === "TEXTAREA") {
      event.preventDefault();
      form.requestSubmit();
    } else if (field.tagName === "INPUT") {
      event.preventDefault();
      const fields = [...form.elements].filter((one) => one.type !== "hidden" && !one.disabled);
      fields[fields.indexOf(field) + 1]?.focus();
    }
  });
}

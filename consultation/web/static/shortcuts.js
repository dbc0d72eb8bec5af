// One key, one button: elements with data-key are pressed by it, groups with data-focus-key get the cursor.
// Not while somebody writes, and not together with another key.
const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const key = CSS.escape(event.key.toLowerCase());
  const pressed = document.querySelector(`[data-key="${key}"]`);
  const group = document.querySelector(`[data-focus-key="${key}"]`);
  if (!pressed && !group) return;
  event.preventDefault();
  if (pressed) pressed.click();
  else group.querySelector("input, textarea, select").focus();
});

// One key, one button: elements with data-key are pressed by it, groups with data-focus-key get the cursor.
// Not while somebody writes, not together with another key, and only while the focus is within what they decide on: whoever
// dictates, or rests a hand elsewhere, presses nothing (WCAG 2.1.4).
const region = document.querySelector("[data-keys]");
const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
region.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const key = CSS.escape(event.key.toLowerCase());
  const pressed = document.querySelector(`[data-key="${key}"]`);
  const group = document.querySelector(`[data-focus-key="${key}"]`);
  if (!pressed && !group) return;
  event.preventDefault();
  if (pressed) pressed.click();
  else group.querySelector("input, textarea, select").focus();
});
if (!region.contains(document.activeElement)) region.focus({ preventScroll: true });

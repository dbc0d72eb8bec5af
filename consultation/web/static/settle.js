/* Settling doubts with one key each. Without it the form is a plain form. */
"use strict";
const form = document.querySelector("[data-settle]");
const choices = [...form.querySelectorAll("[data-option]")];
const words = form.querySelector("textarea, input:not([type=hidden], [data-option], [data-unreadable])");
const undo = document.getElementById("undo-button");
const whole = document.getElementById("whole");
let sent = false;

form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});

function choose(key) {
  const choice = choices.find((one) => one.dataset.option === key);
  if (!choice) return;
  choice.checked = choice.type === "radio" || !choice.checked;
  choice.focus();
  if (choice.type === "radio" && !choice.closest("li").querySelector(".specify")) form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  // Only while the focus is within the doubt that is settled (WCAG 2.1.4).
  if (!form.contains(event.target) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const writing = event.target === words || event.target.classList.contains("specify");
  if (writing && (event.target.value || /^[0-9]$/.test(event.key)) && event.key !== "Enter") return;
  if (event.key === "Enter" && !event.shiftKey && event.target.tagName !== "A" && event.target.tagName !== "BUTTON") form.requestSubmit();
  else if (event.key === "*") {
    form.querySelector("[data-unreadable]").checked = true;
    form.requestSubmit();
  } else if (event.key === "-" && undo) undo.click();
  else if (event.key === "/" && whole) {
    whole.open = !whole.open;
    whole.scrollIntoView({ block: whole.open ? "start" : "nearest" });
  } else if (event.key === "+") document.getElementById("later").click();
  else if (/^[0-9]$/.test(event.key)) choose(event.key);
  else return;
  event.preventDefault();
});

(choices.find((one) => one.checked) || words || choices[0])?.focus();

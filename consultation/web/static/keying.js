/* Keying a sheet with the numeric pad and Enter alone (see the keys on the page). Without it the form is a plain form. */
"use strict";
const form = document.querySelector("[data-keying]");
const questions = [...form.querySelectorAll("[data-question]")];
const save = form.querySelector("[data-save]");
const shown = form.querySelector("[data-typed]");
let typed = "";

const options = (question) => [...question.querySelectorAll("[data-option]")];
const words = (question) => question.querySelector("textarea, input:not([data-option], [data-unreadable])");
const mark = (question) => question.querySelector("[data-unreadable]");

function show(text) {
  typed = text;
  shown.textContent = text || "–";
}

function go(question) {
  show("");
  if (!question) {
    save.focus();
    return;
  }
  const choices = options(question);
  (choices.find((choice) => choice.checked) || choices[0] || words(question)).focus();
}

function next(question, step = 1) {
  const there = questions.indexOf(question) + step;
  go(there < 0 ? question : questions[there]);
}

function clear(question) {
  for (const choice of options(question)) choice.checked = false;
  const field = words(question);
  if (field) field.value = "";
}

function setUnreadable(question, is) {
  mark(question).checked = is;
  question.classList.toggle("unreadable", is);
}

/* Choose the option of that number; true when there is one. */
function choose(question, number) {
  const choice = options(question).find((one) => Number(one.dataset.option) === number);
  show("");
  if (!choice) {
    shown.textContent = `${number} ?`;
    return false;
  }
  choice.checked = choice.type === "radio" || !choice.checked;
  setUnreadable(question, false);
  choice.focus();
  return true;
}

function digit(question, key) {
  const most = options(question).length;
  const text = typed + key;
  if (text === "0") {
    clear(question);
    setUnreadable(question, false);
    next(question);
  } else if (Number(text) * 10 > most) {
    choose(question, Number(text));
  } else {
    show(text);
  }
}

function enter(question, target) {
  if (typed && !choose(question, Number(typed))) return;
  const field = words(question);
  const chosen = options(question).some((choice) => choice.checked && choice.closest("li").contains(field));
  if (field && chosen && target !== field) field.focus();
  else next(question);
}

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const question = event.target.closest("[data-question]");
  if (!question) {
    if (event.target === save && event.key === "-") {
      event.preventDefault();
      go(questions.at(-1));
    }
    return;
  }
  const isWords = event.target === words(question);
  const isNumber = isWords && "number" in event.target.dataset;
  const isPad = event.code.startsWith("Numpad");
  // In free words only the keys of the pad are commands, and only in an empty field.
  const commands = !isWords || isNumber || (isPad && !event.target.value);
  let done = true;
  if (event.key === "Enter" && !(event.shiftKey && event.target.tagName === "TEXTAREA")) enter(question, event.target);
  else if (event.key === "-" && commands) next(question, -1);
  else if (event.key === "*" && commands) {
    clear(question);
    setUnreadable(question, true);
    next(question);
  } else if (isWords) done = false;
  else if (/^[0-9]$/.test(event.key)) digit(question, event.key);
  else if (event.key === "+") {
    if (typed) choose(question, Number(typed));
  } else if (event.key === "Backspace") {
    if (typed) show(typed.slice(0, -1));
    else clear(question);
  } else done = false;
  if (done) event.preventDefault();
});

form.addEventListener("focusin", (event) => {
  const here = event.target.closest("[data-question]");
  for (const question of questions) question.toggleAttribute("data-here", question === here);
  if (here) here.scrollIntoView({ block: "center" });
});

form.addEventListener("change", (event) => {
  const question = event.target.closest("[data-question]");
  if (!question) return;
  if (event.target === mark(question)) {
    if (event.target.checked) clear(question);
    setUnreadable(question, event.target.checked);
  } else setUnreadable(question, false);
});

form.querySelector("[data-key-help]").hidden = false;
const wrong = form.querySelector(".asked.wrong");
const other = form.querySelector("#other-number");
if (other) other.focus();
else go(wrong || questions[0]);

/* Keying a sheet with the numeric pad and Enter alone (see the keys on the page). Without it the form is a plain form. */
"use strict";
const form = document.querySelector("[data-keying]");
const questions = [...form.querySelectorAll("[data-question]")];
const save = form.querySelector("[data-save]");
const shown = form.querySelector("[data-typed]");
const SIDE = "[data-option], [data-unreadable], [data-declined], [data-rank]";
let typed = "";

const options = (within) => [...within.querySelectorAll("[data-option]")];
const words = (question) => question.querySelector(`textarea, input:not(${SIDE})`);
const mark = (question) => question.querySelector("[data-unreadable]");
const declining = (question) => [...question.querySelectorAll("[data-declined]")];
/* Rows of a table and cells of ranks: answered one after another. */
const parts = (question) => [...question.querySelectorAll("[data-part]")];
const partOf = (element) => element.closest("[data-part]");
const isHidden = (question) => question.closest("[hidden]") !== null;

function show(text) {
  typed = text;
  shown.textContent = text || "–";
}

/* The field of a question or of a part of it that keys go to. */
function fieldOf(within) {
  const choices = options(within);
  return choices.find((choice) => choice.checked) || choices[0] || within.querySelector("[data-rank], [data-open]") || words(within);
}

function go(question) {
  show("");
  if (!question) save.focus();
  else fieldOf(parts(question)[0] || question).focus();
}

function next(question, step = 1) {
  const open = questions.filter((one) => one === question || !isHidden(one));
  const there = open.indexOf(question) + step;
  go(there < 0 ? question : open[there]);
}

/* The next row or cell, after the last one the next question. */
function onward(question, here, step = 1) {
  const all = parts(question);
  const there = all[all.indexOf(here) + step];
  if (!here || !there) next(question, step);
  else {
    show("");
    fieldOf(there).focus();
  }
}

function clear(within) {
  for (const choice of options(within)) choice.checked = false;
  for (const field of within.querySelectorAll(`textarea, input:not([type=radio], [type=checkbox])`)) field.value = "";
}

/* Unreadable, or one of the boxes of not answering; none when the person answered. */
function instead(question, box) {
  for (const one of [mark(question), ...declining(question)]) if (one) one.checked = one === box;
  question.classList.toggle("unreadable", box === mark(question) && box !== null);
}

function answerInstead(question, box) {
  if (!box) return;
  clear(question);
  instead(question, box);
  next(question);
}

/* Choose the option of that number; true when there is one. */
function choose(within, number) {
  const choice = options(within).find((one) => Number(one.dataset.option) === number);
  const question = within.closest("[data-question]");
  show("");
  if (!choice) {
    shown.textContent = `${number} ?`;
    return false;
  }
  choice.checked = choice.type === "radio" || !choice.checked;
  instead(question, null);
  choice.focus();
  const row = partOf(choice);
  if (row && choice.type === "radio" && row !== parts(question).at(-1)) onward(question, row);
  return true;
}

function digit(question, key, target) {
  const within = partOf(target) || question;
  const most = options(within).length;
  const text = typed + key;
  if (text === "0") {
    // On the first line of a table: no answer at all; further down: no more of them.
    if (parts(question).indexOf(within) < 1) clear(question);
    instead(question, null);
    next(question);
  } else if (Number(text) * 10 > most) {
    choose(within, Number(text));
  } else {
    show(text);
  }
}

/* A rank fills its cell; 0 leaves it empty. */
function rank(question, target, key) {
  const most = Number(target.dataset.rank);
  if (most > 9 && key !== "0") return false;
  target.value = key === "0" ? "" : key;
  instead(question, null);
  if (partOf(target) !== parts(question).at(-1)) onward(question, partOf(target));
  return true;
}

function enter(question, target) {
  if (target.matches("[data-open]")) {
    next(question);
    return;
  }
  const within = partOf(target) || question;
  if (typed && !choose(within, Number(typed))) return;
  if (partOf(target)) {
    onward(question, partOf(target));
    return;
  }
  const field = words(question);
  const chosen = options(question).some((choice) => choice.checked && choice.closest("li")?.contains(field));
  if (field && chosen && target !== field) field.focus();
  else next(question);
}

/* One more time of a repeated section. */
function open(stop) {
  stop.hidden = true;
  const block = form.querySelectorAll(`[data-of="${stop.dataset.block}"]`);
  for (const one of block) one.hidden = false;
  offer(stop);
  go([...block].find((one) => one.matches("[data-question]")));
}

function offer(stop) {
  const after = questions.slice(questions.indexOf(stop) + 1).find((one) => one.dataset.question === "another");
  const section = (one) => one.dataset.block.replace(/-\d+$/, "");
  if (after && section(after) === section(stop)) after.hidden = false;
}

function foldRepeats() {
  const seen = new Set();
  for (const stop of questions.filter((one) => one.dataset.question === "another")) {
    const block = [...form.querySelectorAll(`[data-of="${stop.dataset.block}"]`)];
    const isUsed = block.some((one) => one.querySelector("input:checked, .error") || [...one.querySelectorAll("textarea, input:not([type=radio], [type=checkbox])")].some((field) => field.value));
    if (isUsed) continue;
    for (const one of block) one.hidden = true;
    const section = stop.dataset.block.replace(/-\d+$/, "");
    stop.hidden = seen.has(section);
    seen.add(section);
  }
}

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const question = event.target.closest("[data-question]");
  if (!question) {
    if (event.target === save && event.key === "-") {
      event.preventDefault();
      go(questions.filter((one) => !isHidden(one)).at(-1));
    }
    return;
  }
  const target = event.target;
  const isRank = "rank" in target.dataset;
  const isWords = target === words(question);
  const isNumber = isWords && "number" in target.dataset;
  const isPad = event.code.startsWith("Numpad");
  const isEmpty = !target.value;
  // In free words only the keys of the pad are commands, and only in an empty field.
  const commands = !isWords || isNumber || (isEmpty && (isPad || "moment" in target.dataset));
  const isDecline = commands && (!isWords || isEmpty) && declining(question).length > 0;
  let done = true;
  if (event.key === "Enter" && !(event.shiftKey && target.tagName === "TEXTAREA")) enter(question, target);
  else if (target.matches("[data-open]") && (event.key === "+" || event.key === "1")) open(question);
  else if (event.key === "-" && commands) onward(question, partOf(target), -1);
  else if (event.key === "*" && commands) answerInstead(question, mark(question));
  else if (event.key === "/" && isDecline) answerInstead(question, question.querySelector("[data-declined=refused]"));
  else if ((event.key === "." || event.key === ",") && isDecline) answerInstead(question, question.querySelector("[data-declined=unknown]"));
  else if (isWords) done = false;
  else if (isRank && /^[0-9]$/.test(event.key)) done = rank(question, target, event.key);
  else if (isRank) done = false;
  else if (/^[0-9]$/.test(event.key)) digit(question, event.key, target);
  else if (event.key === "+") {
    if (typed) choose(partOf(target) || question, Number(typed));
  } else if (event.key === "Backspace") {
    if (typed) show(typed.slice(0, -1));
    else clear(partOf(target) || question);
  } else done = false;
  if (done) event.preventDefault();
});

form.addEventListener("focusin", (event) => {
  const here = event.target.closest("[data-question]");
  for (const one of questions) one.toggleAttribute("data-here", one === here);
  for (const one of form.querySelectorAll("[data-part]")) one.toggleAttribute("data-now", one.contains(event.target));
  if (here) here.scrollIntoView({ block: "center" });
});

form.addEventListener("input", (event) => {
  const question = event.target.closest("[data-question]");
  if (!question) return;
  const box = event.target;
  if (box === mark(question) || "declined" in box.dataset) {
    if (box.checked) clear(question);
    instead(question, box.checked ? box : null);
  } else instead(question, null);
});

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-open]")) open(event.target.closest("[data-question]"));
});

form.querySelector("[data-key-help]").hidden = false;
foldRepeats();
const wrong = form.querySelector(".asked.wrong");
const other = form.querySelector("#other-number");
if (other) other.focus();
else go(wrong || questions[0]);

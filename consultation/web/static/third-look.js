/* The third look with one key a question. Without it the form is a plain form. */
"use strict";
const form = document.querySelector("[data-third-look]");
const questions = [...form.querySelectorAll("[data-third]")];
const picks = (question) => [...question.querySelectorAll("[data-pick]")];

function next(question) {
  const there = questions[questions.indexOf(question) + 1];
  const field = there ? picks(there).find((one) => one.checked) || picks(there)[0] : form.querySelector("[data-save]");
  field.focus();
  (there || field).scrollIntoView({ block: "center" });
}

form.addEventListener("keydown", (event) => {
  const question = event.target.closest("[data-third]");
  if (!question || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const isPick = "pick" in event.target.dataset;
  if (event.key === "Enter" && event.target.tagName !== "TEXTAREA") next(question);
  else if (isPick && ["1", "2", "3"].includes(event.key)) {
    const pick = picks(question).find((one) => one.dataset.pick === event.key);
    pick.checked = true;
    if (event.key === "3") question.querySelector(".anew input, .anew textarea").focus();
    else next(question);
  } else return;
  event.preventDefault();
});

form.querySelector("[data-key-help]").hidden = false;
picks(questions[0])[0].focus();

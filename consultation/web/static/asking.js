// One question at a time for somebody who reads them aloud. Without it all questions stand on one page.
for (const form of document.querySelectorAll("[data-asking]")) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const bar = form.querySelector("[data-steps]");
  const [back, skip, next] = ["back", "skip", "next"].map((name) => bar.querySelector(`[data-${name}]`));
  const progress = document.querySelector("[data-progress]");
  const send = form.querySelector("#send");
  const before = document.querySelector(".before");
  // What routing leaves out is passed over.
  const questionsOf = (step) => [...step.querySelectorAll("[data-question]")];
  const isAsked = (step) => questionsOf(step).some((one) => !one.hidden) || !questionsOf(step).length;
  const asked = () => steps.filter(isAsked);
  let here = null;

  const show = (step, isMoved = true) => {
    here = step;
    for (const one of steps) one.hidden = one !== step;
    for (const section of form.querySelectorAll("section")) section.classList.toggle("elsewhere", !section.contains(step));
    for (const title of form.querySelectorAll("section > h2, section > .route")) title.hidden = !title.parentElement.contains(step);
    const all = asked();
    const at = all.indexOf(step);
    progress.textContent = progress.dataset.progress.replace("{here}", at + 1).replace("{all}", all.length);
    back.disabled = at <= 0;
    const isLast = at === all.length - 1;
    next.hidden = skip.hidden = isLast;
    send.hidden = !isLast;
    if (!isMoved) return;
    before?.removeAttribute("open");
    const field = step.querySelector("input:not([type=hidden]), select, textarea, button");
    field?.focus({ preventScroll: true });
    progress.scrollIntoView({ block: "start" });
  };
  const move = (by) => {
    const all = asked();
    show(all[Math.min(Math.max(all.indexOf(here) + by, 0), all.length - 1)]);
  };
  const clear = (step) => {
    for (const field of step.querySelectorAll("input, select, textarea")) {
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = field.defaultChecked = false;
      else field.value = "";
    }
    step.querySelector("input, select, textarea")?.dispatchEvent(new Event("change", { bubbles: true }));
  };

  back.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  skip.addEventListener("click", () => { clear(here); move(1); });
  // Enter in a field goes on; only the button at the end saves.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("textarea, button, summary, a")) return;
    event.preventDefault();
    if (send.hidden) move(1);
    else send.focus();
  });
  // An answer may open or close what follows: the count and the last button follow it.
  form.addEventListener("change", () => queueMicrotask(() => show(here, false)));
  for (const link of document.querySelectorAll(".errors a")) {
    link.addEventListener("click", () => {
      const step = steps.find((one) => one.contains(document.querySelector(link.hash)));
      if (step) show(step);
    });
  }
  document.body.classList.add("one-by-one");
  bar.hidden = progress.hidden = false;
  const wrong = steps.find((step) => step.querySelector(".wrong"));
  show(wrong || asked()[0], Boolean(wrong));
}

// One question at a time, with a way back and a look at everything before it is sent; all on one page for who likes it.
{
  const form = document.getElementById("sheet");
  const say = JSON.parse(form.dataset.say);
  const send = form.querySelector(".send");
  const make = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });
  const button = (words, act, className = "quiet") => {
    const made = make("button", words, { type: "button", className });
    made.addEventListener("click", act);
    return made;
  };
  const steps = [];
  let waiting = [];
  for (const section of form.querySelectorAll("section")) {
    const parts = section.querySelector(".block") ? [section] : [...section.children].filter((one) => one.tagName !== "H2");
    for (const part of parts) {
      waiting.push(part);
      // Words to read stand with the question they lead to.
      if (part.querySelector("input, select, textarea, button")) steps.push(waiting), (waiting = []);
    }
  }
  if (waiting.length && steps.length) steps[steps.length - 1].push(...waiting);
  const before = [...form.parentElement.children].filter((one) => one !== form && !one.matches("h1, .errors, .drawings, .kept, .hear"));
  const isAsked = (step) => step.some((part) => !part.hidden && !part.closest("section").hidden && part.querySelector("input, select, textarea"));
  const label = (part) => (part.querySelector("legend, label, h2") || part).textContent.trim();

  const told = make("p", "", { className: "told" });
  told.setAttribute("role", "status");
  const back = button(say.back, () => go(-1));
  const next = button(say.next, () => go(1), "");
  const whole = button(say.whole, () => leave(), "link");
  const move = make("div", "", { className: "move" });
  move.append(back, next);
  const look = make("div", "", { className: "look", tabIndex: -1 });
  form.prepend(told);
  send.before(look, move);
  send.after(whole);
  let here = 0;
  let isChanging = false;

  function go(by) {
    let to = isChanging ? steps.length : here + by;
    isChanging = false;
    while (to >= 0 && to < steps.length && !isAsked(steps[to])) to += by || 1;
    show(Math.max(0, Math.min(to, steps.length)), true);
  }

  function show(to, moved) {
    const isEnd = to === steps.length;
    here = to;
    for (const section of form.querySelectorAll("section")) section.classList.toggle("aside", isEnd || !steps[to].some((part) => section.contains(part)));
    steps.forEach((step, index) => { for (const part of step) part.classList.toggle("aside", index !== to); });
    for (const one of before) one.classList.toggle("aside", to > 0);
    const asked = steps.filter(isAsked);
    told.textContent = isEnd ? "" : say.told.replace("{n}", asked.indexOf(steps[to]) + 1).replace("{all}", asked.length);
    back.classList.toggle("aside", to === 0 || to === steps.findIndex(isAsked));
    next.classList.toggle("aside", isEnd);
    next.textContent = isChanging || asked[asked.length - 1] === steps[to] ? say.check : say.next;
    send.classList.toggle("aside", !isEnd);
    look.textContent = "";
    if (isEnd) look.append(...answers());
    form.dispatchEvent(new Event("step"));
    if (!moved) return;
    window.scrollTo(0, 0);
    // Where reading goes on: a group says its own name; anything else begins with its words.
    const part = isEnd ? look : steps[to].find((one) => one.offsetParent);
    const target = part.tagName === "FIELDSET" ? part : part.querySelector("h2, label, p") || part;
    target.tabIndex = -1;
    target.focus();
  }

  function answers() {
    const list = make("dl", "", { className: "answers" });
    steps.forEach((step, index) => {
      if (!isAsked(step)) return;
      for (const part of step.flatMap((one) => (one.tagName === "SECTION" ? [...one.querySelectorAll("[data-question]")] : [one]))) {
        if (part.hidden || !part.querySelector("input, select, textarea")) continue;
        const words = said(part);
        const term = make("dt", label(part));
        term.dataset.of = part.dataset.question;
        const answer = make("dd", words || say.none, { className: words ? "" : "none" });
        const change = button(say.change, () => {
          isChanging = true;
          show(index, true);
        });
        change.setAttribute("aria-label", `${say.change}: ${label(part)}`);
        answer.append(" ", change);
        list.append(term, answer);
      }
    });
    return [make("h2", say.look), list];
  }

  function said(part) {
    const found = [];
    for (const one of part.querySelectorAll("input, select, textarea")) {
      if (["radio", "checkbox"].includes(one.type)) {
        const row = one.closest("fieldset");
        if (one.checked && one.value) found.push((row && row !== part ? `${label(row)}: ` : "") + one.labels[0].textContent.trim());
      } else if (one.tagName === "SELECT") one.value && found.push(one.selectedOptions[0].textContent.trim());
      else if (one.type === "file") found.push(...[...one.files].map((file) => file.name));
      else if (one.type !== "hidden" && one.value.trim()) found.push(one.value.trim());
    }
    return found.join(", ");
  }

  function leave() {
    for (const one of document.querySelectorAll(".aside")) one.classList.remove("aside");
    for (const one of [told, look, move, whole]) one.remove();
    form.classList.remove("stepped");
    try { sessionStorage.setItem("whole", "1"); } catch { /* nothing is kept: it is asked again */ }
  }

  form.addEventListener("anew", () => { if (told.isConnected) show(0, true); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || here === steps.length || !told.isConnected) return;
    event.preventDefault();
    go(1);
  });
  // The voice comes when it is asked for: it is no part of the first page.
  const ear = document.getElementById("ear");
  const listen = () => {
    ear.removeEventListener("click", listen);
    document.head.append(make("script", "", { src: ear.dataset.script }));
  };
  ear.addEventListener("click", listen);
  ear.hidden = false;
  try { if (sessionStorage.getItem("ear") === "1") listen(); } catch { /* asked again on each page */ }
  // Nor is what keeps the answers: it comes when the page stands.
  const { keep } = form.dataset;
  if (keep) addEventListener("DOMContentLoaded", () => document.head.append(make("script", "", { src: keep, async: true })));
  let isWhole = false;
  try { isWhole = sessionStorage.getItem("whole") === "1"; } catch { /* a browser that keeps nothing */ }
  if (steps.length < 2 || isWhole) leave();
  else {
    form.classList.add("stepped");
    const wrong = steps.findIndex((step) => step.some((part) => part.matches(".wrong") || part.querySelector(".wrong")));
    show(Math.max(wrong, 0), false);
    if (!isAsked(steps[here])) go(1);
    for (const link of document.querySelectorAll(".errors a")) {
      link.addEventListener("click", () => {
        const target = document.getElementById(link.hash.slice(1));
        const index = steps.findIndex((step) => step.some((part) => part.contains(target)));
        if (index >= 0) show(index, false);
      });
    }
  }
}

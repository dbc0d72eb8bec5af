// Writing a questionnaire. Everything works without this file: it adds moving questions by pointer, keeps the focus
// on a button that moves something, so that it can be pressed again, and shows the fields of a kind as soon as it is
// chosen.

for (const chooser of document.querySelectorAll("[data-submits]")) {
  const button = document.getElementById(chooser.dataset.submits);
  // Keys pass every kind on their way: whoever uses them says with the button that they have arrived.
  let byKeys = false;
  chooser.addEventListener("keydown", () => { byKeys = true; });
  chooser.addEventListener("pointerdown", () => { byKeys = false; });
  chooser.addEventListener("change", () => { if (!byKeys) button.form.requestSubmit(button); });
}

const PRESSED = "builder-pressed";
const form = document.querySelector("form[data-sortable]");
if (form) {
  const pressed = sessionStorage.getItem(PRESSED);
  sessionStorage.removeItem(PRESSED);
  // After the browser has gone to the anchor, which takes the focus away.
  if (pressed) addEventListener("load", () => setTimeout(() => refocus(pressed)));
  form.addEventListener("submit", (event) => {
    const value = event.submitter?.value ?? "";
    if (/^(section_)?(up|down)\//.test(value)) sessionStorage.setItem(PRESSED, value);
  });
  for (const handle of form.querySelectorAll(".handle")) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => hold(event, handle));
  }
}

function refocus(pressed) {
  form.querySelector(`button[value="${CSS.escape(pressed)}"]`)?.focus();
}

function hold(event, handle) {
  const held = handle.closest("[data-key]");
  let target = null;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  held.classList.add("held");

  function move(moved) {
    clear();
    target = placeAt(moved.clientX, moved.clientY, held);
    if (target) (target.before ?? target.list).classList.add(target.before ? "before" : "at-end");
    const edge = 60;
    if (moved.clientY < edge) window.scrollBy(0, -15);
    if (moved.clientY > window.innerHeight - edge) window.scrollBy(0, 15);
  }

  function drop() {
    stop();
    if (target) place(held.dataset.key, target.list.dataset.list, target.before?.dataset.key ?? "");
  }

  function stop() {
    clear();
    held.classList.remove("held");
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", drop);
    handle.removeEventListener("pointercancel", stop);
  }

  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", stop);
}

function clear() {
  for (const marked of form.querySelectorAll(".before, .at-end")) marked.classList.remove("before", "at-end");
}

// The list under the pointer, and the question before which the held one would come (none: at the end).
function placeAt(x, y, held) {
  const part = document.elementFromPoint(x, y)?.closest("[data-section]");
  const list = part?.querySelector("[data-list]");
  if (!list) return null;
  const others = [...list.querySelectorAll("[data-key]")].filter((question) => question !== held);
  const before = others.find((question) => {
    const box = question.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return { list, before };
}

function place(key, section, before) {
  const button = document.createElement("button");
  button.name = "do";
  button.value = `place/${key}/${section}/${before}`;
  button.hidden = true;
  form.append(button);
  form.requestSubmit(button);
}

// Spots of a map: a click on the picture writes where it was in the fields of the spot last worked on.
const map = document.querySelector("[data-spots]");
let spot = document.querySelector("[data-spot]");
document.addEventListener("focusin", (event) => (spot = event.target.closest("[data-spot]") ?? spot));
map?.addEventListener("click", (event) => {
  const box = map.querySelector("img").getBoundingClientRect();
  if (!spot || !box.width) return;
  spot.querySelector("[data-across]").value = percent((event.clientX - box.left) / box.width);
  spot.querySelector("[data-down]").value = percent((event.clientY - box.top) / box.height);
  draw(spot.dataset.spot);
  const next = spot.nextElementSibling;
  if (next && !next.querySelector("[data-across]").value) spot = next;
});
for (const input of document.querySelectorAll("[data-across], [data-down]")) {
  input.addEventListener("input", () => draw(input.closest("[data-spot]").dataset.spot));
}

function percent(part) {
  return String(Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10);
}

function draw(number) {
  const line = document.querySelector(`[data-spot="${number}"]`);
  const across = parseFloat(line.querySelector("[data-across]").value);
  const down = parseFloat(line.querySelector("[data-down]").value);
  const svg = map?.querySelector("svg");
  if (!svg) return;
  svg.querySelector(`[data-of="${number}"]`)?.remove();
  if (!(across >= 0 && across <= 100 && down >= 0 && down <= 100)) return;
  const make = (name, told) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(told)) element.setAttribute(key, value);
    return element;
  };
  const group = make("g", { "data-of": number });
  const text = make("text", { x: `${across}%`, y: `${down}%`, dy: 5 });
  text.textContent = number;
  group.append(make("circle", { cx: `${across}%`, cy: `${down}%`, r: 14 }), text);
  svg.append(group);
}

// What is typed is kept on the server every few seconds, for the same person on any device; the answer is advice on
// the words. What was sent after the session ended waits in the tab until somebody has signed in again.
const writing = document.querySelector("form[data-kept]");
const STASH = "builder-typed:";
if (writing) {
  const stash = STASH + location.pathname;
  let waiting;
  const typed = () => {
    const data = new FormData(writing);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("page", writing.dataset.page);
    return data;
  };
  const keep = async () => {
    const answer = await fetch(writing.dataset.kept, { method: "POST", body: typed(), redirect: "error" });
    if (answer.ok) advise((await answer.json()).advice);
  };
  writing.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep().catch(() => {}), 1500);
  });
  writing.addEventListener("submit", () => {
    clearTimeout(waiting);
    const fields = [...typed()].filter(([name]) => name !== "csrf_token");
    sessionStorage.setItem(stash, JSON.stringify(fields));
  });
  const left = sessionStorage.getItem(stash);
  sessionStorage.removeItem(stash);
  if (left && "fresh" in writing.dataset) giveBack(JSON.parse(left)).catch(() => {});
} else if (form) {
  // The builder again: what was sent is saved.
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(STASH)) sessionStorage.removeItem(key);
}

async function giveBack(fields) {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  data.set("csrf_token", writing.querySelector("[name=csrf_token]").value);
  const answer = await fetch(writing.dataset.kept, { method: "POST", body: data, redirect: "error" });
  if (answer.ok) location.replace(`${location.pathname}?kept=yes`);
}

function advise(lines) {
  const box = document.getElementById("advice");
  if (!box) return; // the page of titles and languages
  box.hidden = lines.length === 0;
  box.querySelector("ul").replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
}

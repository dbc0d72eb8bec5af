// Answers stay on the phone until they are sent: a page closed by mistake, a network that is gone. Nothing expires but
// what was begun and left for a day; what waits to be sent waits for ever, and is sent by itself.
{
  const form = document.getElementById("sheet");
  const say = JSON.parse(form.dataset.say);
  const code = form.action.split("/").at(-2);
  const [BEGUN, WAITING] = [`begun/${code}`, `waiting/${code}/`];
  const DAY_MS = 86_400_000;
  const token = form.elements["page-token"];
  const own = (name) => name.startsWith("page-");
  const bar = document.createElement("p");
  bar.className = "notice kept";
  bar.setAttribute("role", "status");

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch { return false; }
  };
  const typed = () => [...new FormData(form)].filter(([name, value]) => !own(name) && typeof value === "string" && value !== "");
  const tell = (words, ...buttons) => {
    bar.replaceChildren(words, ...buttons);
    document.querySelector("h1").after(bar);
  };
  const button = (words, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
    made.addEventListener("click", act);
    return made;
  };

  // What was begun.
  let clock = 0;
  const keep = () => {
    clearTimeout(clock);
    clock = setTimeout(() => {
      const answers = typed();
      write(BEGUN, answers.length ? { at: Date.now(), token: token.value, answers } : null);
    }, 300);
  };
  const put = (answers) => {
    for (const one of form.elements) {
      if (!one.name || own(one.name) || one.type === "file") continue;
      const values = answers.filter(([name]) => name === one.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(one.type)) one.checked = values.includes(one.value) && one.value !== "";
      else if (values.length) one.value = values[0];
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const begun = read(BEGUN);
  if (begun && (Date.now() - begun.at > DAY_MS || begun.at > Date.now())) write(BEGUN, null);
  else if (begun && !typed().length && !document.querySelector(".errors")) {
    // Whoever holds the phone now may be somebody else: the answers show when they say so.
    tell(`${say.begun} `,
      button(say.goOn, () => { token.value = begun.token; put(begun.answers); bar.remove(); }),
      " ",
      button(say.anew, () => { write(BEGUN, null); bar.remove(); }));
  }
  else if (typed().length) keep();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  // Who leaves quickly leaves nothing behind.
  document.querySelector(".leave").addEventListener("click", () => { clearTimeout(clock); write(BEGUN, null); });

  // What waits to be sent.
  const waiting = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(WAITING)); } catch { return []; }
  };
  const post = (sheet) => fetch(sheet.url, {
    method: "POST",
    body: new URLSearchParams(sheet.fields),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    credentials: "omit",
  });
  let sending = false;
  const sendWaiting = async () => {
    if (sending) return;
    sending = true;
    for (const key of waiting()) {
      const sheet = read(key);
      if (!sheet || sheet.refused) continue;
      try {
        const answer = await post(sheet);
        if (answer.redirected) {
          write(key, null);
          const link = Object.assign(document.createElement("a"), { href: answer.url, textContent: say.thanks });
          tell(`${say.sent} `, link);
        } else if (answer.status === 410 || answer.status === 422) {
          write(key, { ...sheet, refused: true });
        }
      } catch { /* no network yet */ }
    }
    sending = false;
    const refused = waiting().filter((key) => read(key)?.refused);
    if (waiting().length > refused.length) tell(say.waiting);
    else if (refused.length) {
      tell(`${say.refused} `, button(say.anew, () => { refused.forEach((key) => write(key, null)); bar.remove(); }));
    }
  };
  // A browser that does not say which button was pressed sends in the plain way.
  let isOnItsWay = false;
  const tellsButton = window.SubmitEvent && "submitter" in SubmitEvent.prototype;
  form.addEventListener("submit", (event) => {
    clearTimeout(clock);
    if (!tellsButton) return;
    // A change of language goes to the server, which takes along what was typed.
    if (event.submitter?.name === "page-switch" || form.enctype.startsWith("multipart")) return;
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    const key = WAITING + token.value;
    const sheet = { url: form.action, fields: [...new FormData(form)] };
    const isKept = write(key, sheet);
    const go = async () => {
      try {
        const answer = await post(sheet);
        if (answer.redirected) {
          write(key, null);
          write(BEGUN, null);
          location.replace(answer.url);
          return;
        }
      } catch {
        if (isKept) {
          write(BEGUN, null);
          tell(say.waiting);
          isOnItsWay = false;
          return;
        }
      }
      // The server has something to say, or this browser keeps nothing: the plain way.
      write(key, null);
      form.submit();
    };
    go();
  });
  window.addEventListener("online", sendWaiting);
  setInterval(() => { if (waiting().length) sendWaiting(); }, 20_000);
  if (waiting().length) sendWaiting();
}

// Answers stay on the phone until they are sent: a page closed by mistake, a network that is gone, a server that rests.
// What was begun is forgotten after a day, after an hour where nobody said that the phone is theirs alone, and is not
// kept at all on a shared one; what waits to be sent waits for ever, and is sent by itself.
{
  const form = document.getElementById("sheet");
  const say = JSON.parse(form.dataset.say);
  const [code] = form.action.split("/").slice(-2);
  const [BEGUN, WAITING, PHONE] = [`begun/${code}`, `waiting/${code}/`, "phone"];
  const HOUR_MS = 3600000;
  const token = form.elements["page-token"];
  const own = (name) => name.startsWith("page-");
  const bar = document.createElement("p");
  bar.className = "notice kept";
  bar.setAttribute("role", "status");

  const read = (key, store = "localStorage") => { try { return JSON.parse(window[store].getItem(key)); } catch { return null; } };
  const write = (key, value, store = "localStorage") => {
    try {
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, JSON.stringify(value));
      return true;
    } catch { return false; }
  };
  // A voice note or a photo is kept as words are: {name, type, data} with its bytes in base64.
  const packed = {};
  const pack = (file) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, type: file.type, data: reader.result.split(",")[1] || "" });
    reader.onerror = fail;
    reader.readAsDataURL(file);
  });
  const unpack = ({ name, type, data }) => new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], name, { type });
  const packFiles = async (input) => { packed[input.id] = await Promise.all([...input.files].map(pack)); };
  const fileInputs = () => [...form.elements].filter((one) => one.type === "file" && one.name);
  const hold = (input, files) => {
    if (!files.length && !input.files.length) return;
    let held;
    try { held = new DataTransfer(); } catch { return; } // Safari before 14.1 puts no file back into a field
    for (const file of files) held.items.add(unpack(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const words = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const files = () => fileInputs().flatMap((one) => (packed[one.id] || []).map((file) => [one.name, file, one.id]));
  const typed = () => [...words().filter(([name, value]) => !own(name) && value !== ""), ...files()];
  let isQuestion = false;
  const tell = (words, ...buttons) => {
    isQuestion = false;
    bar.textContent = "";
    bar.append(words, ...buttons);
    document.querySelector("h1").after(bar);
    form.dispatchEvent(new Event("told"));
  };
  // Something asked beside the way: it goes when the person goes on.
  const ask = (...parts) => { tell(...parts); isQuestion = true; };
  const button = (words, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
    made.addEventListener("click", act);
    return made;
  };
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

  // What was begun.
  let clock = 0;
  const keepNow = () => {
    clearTimeout(clock);
    const answers = typed();
    const phone = read(PHONE, "sessionStorage");
    const until = Date.now() + (phone === "mine" ? 24 : 1) * HOUR_MS;
    const isKept = write(BEGUN, answers.length && phone !== "shared" ? { until, token: token.value, answers } : null);
    // More than this browser has room for: the words at least.
    if (!isKept) write(BEGUN, { until, token: token.value, answers: answers.filter(([, value]) => typeof value === "string") });
  };
  const keep = () => {
    clearTimeout(clock);
    clock = setTimeout(keepNow, 300);
    if (isQuestion && bar.dataset.about === BEGUN) bar.remove();
  };
  const put = (answers) => {
    for (const one of form.elements) {
      if (!one.name || own(one.name)) continue;
      if (one.type === "file") {
        hold(one, answers.filter(([, file, id]) => file.data && id === one.id).map(([, file]) => file));
        continue;
      }
      const values = answers.filter(([name]) => name === one.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(one.type)) one.checked = values.includes(one.value) && one.value !== "";
      else if (one.type !== "submit" && one.type !== "button") one.value = values[0] || "";
      const block = values.length ? one.closest("details.block") : null;
      if (block) block.open = true;
    }
    form.dispatchEvent(new Event("filled"));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  let wasAsked = false;
  const askWhoseItIs = () => {
    if (wasAsked || !typed().length || read(PHONE, "sessionStorage") || bar.isConnected) return;
    wasAsked = true;
    const take = (phone) => () => { write(PHONE, phone, "sessionStorage"); keepNow(); bar.remove(); };
    ask(`${say.shared} `, button(say.mine, take("mine")), " ", button(say.ours, take("shared")));
  };
  const isUntouched = [...form.elements].every((one) => !one.name || own(one.name) || one.tagName === "SELECT" || (one.checked === one.defaultChecked && one.value === one.defaultValue));
  const isBack = "back" in form.dataset;
  const begun = read(BEGUN);
  if (begun && !(begun.until > Date.now() && begun.until < Date.now() + 25 * HOUR_MS)) write(BEGUN, null);
  else if (begun && isUntouched && !isBack) {
    // Whoever holds the phone now may be somebody else: the answers show when they say so.
    ask(`${say.begun} `,
      button(say.goOn, () => { token.value = begun.token; put(begun.answers); bar.remove(); }),
      " ",
      button(say.anew, () => { write(BEGUN, null); bar.remove(); }));
    bar.dataset.about = BEGUN;
  }
  else if (isBack || !isUntouched) keep();
  form.addEventListener("input", keep);
  form.addEventListener("change", async ({ target }) => {
    if (target.type === "file") await packFiles(target).catch(() => { delete packed[target.id]; });
    keep();
  });
  form.addEventListener("change", (event) => {
    const question = event.target.closest(".question");
    if (!question || form.classList.contains("stepped")) return;
    if (bar.isConnected) return;
    askWhoseItIs();
    // Below what is tapped: a field is left by a tap on the button under it, which must not move away.
    if (bar.isConnected) form.querySelector(".send").after(bar);
  });
  form.addEventListener("step", () => {
    if (isQuestion) bar.remove();
    askWhoseItIs();
    // Beside the buttons by which one goes on: it is seen, and moves nothing that is being tapped.
    if (isQuestion && bar.isConnected) form.querySelector(".move").before(bar);
  });
  // Who leaves quickly leaves nothing behind.
  document.querySelector(".leave").addEventListener("click", () => {
    clearTimeout(clock);
    write(BEGUN, null);
    write(PHONE, null, "sessionStorage");
  });

  // What waits to be sent.
  write("added", null, "sessionStorage"); // nobody is on the way from there to a thank-you any more (see sent.js)
  const waiting = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(WAITING)); } catch { return []; }
  };
  const bodyOf = (fields) => {
    if (fields.every(([, value]) => typeof value === "string")) return new URLSearchParams(fields);
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, typeof value === "string" ? value : unpack(value));
    return body;
  };
  const post = (sheet) => fetch(sheet.url, { method: "POST", body: bodyOf(sheet.fields), credentials: "omit" });
  // What stands on the server is thanked for; a queue in front of it may lead elsewhere, and has taken nothing.
  const isTaken = (answer) => answer.redirected && new URL(answer.url).pathname.endsWith("/thanks");
  // Behind a queue, or a proxy whose server rests: not an answer to these answers.
  const isResting = (answer) => answer.redirected || answer.status === 429 || answer.status > 500;
  // It is out of this person's hands: the page is free for the next one.
  const wait = (words) => {
    write(BEGUN, null);
    form.hidden = true;
    tell(`${words} `, button(say.other, () => {
      token.value = fresh();
      put([]);
      form.hidden = false;
      bar.remove();
      form.dispatchEvent(new Event("anew"));
    }));
    bar.tabIndex = -1;
    bar.focus();
  };
  const look = (sheet) => {
    const again = Object.assign(document.createElement("form"), { method: "post", action: sheet.url, enctype: form.enctype, hidden: true });
    for (const [name, value] of sheet.fields) {
      const isFile = typeof value !== "string";
      const field = Object.assign(document.createElement(isFile ? "input" : "textarea"), isFile ? { name, type: "file" } : { name, value });
      again.append(field);
      if (isFile) hold(field, [value]);
    }
    document.body.append(again);
    again.submit();
  };
  const tellOfRefused = (refused) => tell(`${say.refused} `,
    button(say.check, () => look(read(refused[0]))),
    " ",
    button(say.anew, () => { refused.forEach((key) => write(key, null)); bar.remove(); }));
  let sending = false;
  const sendWaiting = async () => {
    if (sending) return;
    sending = true;
    let told = say.waiting;
    for (const key of waiting()) {
      const sheet = read(key);
      if (!sheet || sheet.refused) continue;
      try {
        const answer = await post(sheet);
        if (isTaken(answer)) {
          write(key, null);
          const link = Object.assign(document.createElement("a"), { href: answer.url, textContent: say.thanks });
          tell(`${say.sent} `, link);
        } else if ([409, 410, 422].includes(answer.status)) {
          write(key, { ...sheet, refused: true });
        } else told = say.resting;
      } catch { /* no network yet */ }
    }
    sending = false;
    const refused = waiting().filter((key) => (read(key) || {}).refused);
    if (waiting().length > refused.length) tell(told);
    else if (refused.length) tellOfRefused(refused);
  };
  // Older browsers do not say which button was pressed.
  let pressed = null;
  document.addEventListener("click", (event) => { pressed = event.target.closest("button"); }, true);
  let isOnItsWay = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(clock);
    const by = event.submitter || pressed;
    // A change of language goes to the server, which takes along what was typed.
    if (by && by.name === "page-switch") return;
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    const key = WAITING + token.value;
    const go = async () => {
      await Promise.all(fileInputs().map(packFiles)).catch(() => {});
      const sheet = { url: form.action, fields: [...words(), ...files().map(([name, file]) => [name, file])] };
      const isKept = write(key, sheet);
      let told = say.waiting;
      try {
        const answer = await post(sheet);
        if (isTaken(answer)) {
          write(key, null);
          write(BEGUN, null);
          location.replace(answer.url);
          return;
        }
        told = isResting(answer) ? say.resting : "";
      } catch { /* no network */ }
      if (told && isKept) {
        wait(told);
        isOnItsWay = false;
        return;
      }
      // The server has something to say, or this browser keeps nothing: the plain way.
      write(key, null);
      form.submit();
    };
    go();
  });
  window.addEventListener("online", sendWaiting);
  setInterval(() => { if (waiting().length) sendWaiting(); }, 20000);
  if (waiting().length) {
    // A page of the browser's memory may be the one that waits: this is another person's.
    if (read(WAITING + token.value)) token.value = fresh();
    sendWaiting();
  }
}

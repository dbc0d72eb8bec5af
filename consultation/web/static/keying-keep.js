/* Nothing keyed is lost: what is typed stays on this computer until the server has it. While the network is gone,
   sheets wait here and are sent by themselves; the screen goes on with the next sheet of the batch. */
"use strict";
{
  const bar = document.querySelector("[data-keeping]");
  const form = document.querySelector("[data-keying]");
  const say = (name) => bar.dataset[`say${name}`];
  const mine = `keying/${bar.dataset.keeping}/`;
  const [DRAFT, WAITING] = [`${mine}draft/`, `${mine}waiting/`];
  const DAY_MS = 86_400_000;
  const token = form?.elements["sheet-token"];

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch { return false; }
  };
  const keys = (start) => { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } };
  /* What asks for the next number, while it does: it stays when there is something to tell, with what is typed in it. */
  let asking = [];
  const tell = (...parts) => {
    for (const one of [...bar.childNodes]) if (!asking.includes(one)) one.remove();
    bar.prepend(...parts);
    bar.hidden = bar.childNodes.length === 0;
  };
  const draftKey = () => DRAFT + new URL(form.action).pathname;
  const isOwn = (name) => name === "csrf_token" || name === "sheet-token";
  const fields = () => [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && value !== "");
  const numberOf = (sheet) => sheet.url.split("/").at(-1).split("?")[0];

  // Drafts.
  let clock = 0;
  let isOnItsWay = false;
  const isTyped = (kept) => kept.some(([name]) => !name.startsWith("sheet-"));
  const keep = () => {
    clearTimeout(clock);
    if (isOnItsWay) return;
    clock = setTimeout(() => write(draftKey(), isTyped(fields()) ? { at: Date.now(), fields: fields() } : null), 250);
  };
  const put = (kept) => {
    for (const one of form.elements) {
      if (!one.name || isOwn(one.name)) continue;
      const values = kept.filter(([name]) => name === one.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(one.type)) one.checked = values.includes(one.value);
      else if (one.type !== "hidden" && values.length) one.value = values[0];
    }
  };
  for (const key of keys(DRAFT)) if (Date.now() - (read(key)?.at ?? 0) > DAY_MS) write(key, null);
  if (form) {
    const draft = read(draftKey());
    const isFresh = !form.querySelector(".wrong, #other-number, [name=sheet-again]");
    if (draft && isFresh && isTyped(draft.fields)) {
      put(draft.fields);
      token.value = draft.fields.find(([name]) => name === "sheet-token")?.[1] ?? token.value;
      tell(say("Restored"));
    }
    form.addEventListener("input", keep);
    form.addEventListener("keyup", keep);
    // The server shows this one again: it waits here no more.
    write(WAITING + token.value, null);
  }
  // The server says it has these.
  for (const one of document.querySelectorAll("form[id^=undo-] [name=token]")) {
    const sheet = read(WAITING + one.value);
    if (sheet) write(DRAFT + new URL(sheet.url).pathname, null);
    write(WAITING + one.value, null);
  }

  // What waits.
  const shown = () => {
    const all = keys(WAITING).map(read).filter(Boolean).sort((one, other) => one.at - other.at);
    const [refused, waiting] = [all.filter((one) => one.refused), all.filter((one) => !one.refused)];
    const parts = [];
    if (waiting.length) parts.push(`${say("Waiting")} ${waiting.map(numberOf).join(", ")}. `);
    if (refused.length) parts.push(`${say("Refused")} `);
    for (const sheet of refused) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "second compact", textContent: numberOf(sheet) });
      button.addEventListener("click", () => showAgain(sheet));
      parts.push(button, " ");
    }
    return parts;
  };
  const freshPage = async () => {
    const answer = await fetch(bar.dataset.url, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (new URL(answer.url).pathname !== bar.dataset.url) return null;
    return page.querySelector("[name=csrf_token]")?.value ?? null;
  };
  const showAgain = async (sheet) => {
    const csrf = await freshPage().catch(() => null);
    if (!csrf) return;
    const made = Object.assign(document.createElement("form"), { method: "post", action: sheet.url });
    for (const [name, value] of [["csrf_token", csrf], ...sheet.fields]) {
      made.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(made);
    made.submit();
  };
  let sending = false;
  const sendWaiting = async () => {
    const waiting = keys(WAITING).filter((key) => !read(key)?.refused);
    if (sending || !waiting.length) return;
    sending = true;
    const told = [];
    try {
      const csrf = await freshPage();
      if (!csrf) {
        tell(say("SignIn"));
        return;
      }
      for (const key of waiting) {
        const sheet = read(key);
        if (!sheet) continue;
        const answer = await fetch(sheet.url, { method: "POST", body: new URLSearchParams([["csrf_token", csrf], ...sheet.fields]) });
        if (answer.redirected && new URL(answer.url).pathname === bar.dataset.url) {
          write(key, null);
          write(DRAFT + new URL(sheet.url).pathname, null);
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          // Also the number to be written on a photocopy.
          told.push(...[...page.querySelectorAll("main > p.notice")].map((one) => one.textContent.trim()));
        } else if (answer.status === 409 || answer.status === 422 || answer.status === 404) {
          write(key, { ...sheet, refused: true });
        }
      }
    } catch { /* no network yet */ } finally {
      sending = false;
      const parts = shown();
      if (told.length || parts.length) tell(told.length ? `${say("Sent")} ${told.join(" ")} ` : "", ...parts);
    }
  };

  // Saving.
  const isThere = async () => {
    try {
      return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(4000) })).ok;
    } catch { return false; }
  };
  const isMaster = () => Number(form.dataset.first) === 0;
  const emptied = () => {
    for (const one of form.elements) {
      if (["radio", "checkbox"].includes(one.type) && one.name !== "sheet-locale") one.checked = false;
      else if (one.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")) one.value = "";
    }
    for (const one of form.querySelectorAll(".unreadable")) one.classList.remove("unreadable");
    for (const one of form.querySelectorAll("[name=sheet-second], [name=sheet-again]")) one.remove();
    token.value = crypto.randomUUID().replaceAll("-", "");
  };
  const begin = () => form.querySelector("[data-question] input, [data-question] textarea")?.focus();
  const nextSheet = () => {
    emptied();
    if (isMaster()) {
      tell(say("Offline"), " ", ...shown());
      begin();
      return;
    }
    const label = Object.assign(document.createElement("label"), { htmlFor: "next-number", textContent: say("Next") });
    const field = Object.assign(document.createElement("input"), { id: "next-number", className: "short", inputMode: "numeric", autocomplete: "off" });
    const fault = Object.assign(document.createElement("p"), { className: "error" });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter") return;
      event.preventDefault();
      const number = Number(/^\s*(\d{1,6})(?:[-+*/. ]\d)?\s*$/.exec(field.value)?.[1] ?? 0);
      const url = new URL(`/keying/${form.dataset.batch}/${number}`, location).href;
      if (!number || number < Number(form.dataset.first) || number > Number(form.dataset.last)) fault.textContent = say("Other");
      else if (keys(WAITING).some((key) => read(key)?.url === url)) fault.textContent = say("Again");
      else {
        form.action = url;
        asking = [];
        for (const one of document.querySelectorAll("h1, [data-sheet-number]")) one.textContent = String(number).padStart(6, "0");
        tell(...shown());
        begin();
      }
    });
    const box = document.createElement("p");
    box.append(label, " ", field);
    tell(say("Offline"), " ", ...shown());
    asking = [box, fault];
    bar.append(...asking);
    field.focus();
    bar.scrollIntoView({ block: "center" });
  };
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    clearTimeout(clock);
    const sheet = { at: Date.now(), url: form.action, fields: fields() };
    const isKept = write(WAITING + token.value, sheet);
    if (await isThere()) {
      write(draftKey(), null);
      form.submit();
      return;
    }
    isOnItsWay = false;
    if (!isKept) {
      tell(say("Full"));
      return;
    }
    write(draftKey(), null);
    nextSheet();
  });
  window.addEventListener("online", sendWaiting);
  setInterval(sendWaiting, 15_000);
  if (!form) {
    tell(...shown());
    sendWaiting();
  } else if (bar.hidden) tell(...shown());

  // Back some sheets: "-" and how many.
  const number = document.getElementById("number");
  const back = document.querySelector("[data-back]");
  if (number && back) {
    back.hidden = false;
    let isBack = false;
    number.addEventListener("keydown", (event) => {
      if (isBack && /^[1-9]$/.test(event.key)) {
        event.preventDefault();
        location.assign(`${bar.dataset.url}/back/${event.key}`);
      }
      isBack = event.key === "-" && number.value === "";
      if (isBack) event.preventDefault();
    });
  }
}

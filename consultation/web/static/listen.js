// By ear: one large button turns the voice on; then the page reads itself, and what is read lights up. A voice of the
// server (a person's, else a machine's), else the phone's own, else a sign that there is none. On the questions each
// step reads itself, and whoever turns the voice on for the first time may practise first, on a panel of /listen.
{
  const form = document.getElementById("sheet");
  const master = document.getElementById("ear");
  const words = form ? JSON.parse(form.dataset.say) : master.dataset;
  const base = (form || master).dataset.sound;
  const age = form && form.elements["page-for"] ? form.elements["page-for"].value : "";
  const player = new Audio();
  const LONGEST_PIECE = 180;
  let turn = 0;
  let isOn = false;
  let panel = null;
  const sign = Object.assign(document.createElement("p"), { className: "help sign" });
  sign.setAttribute("role", "status");
  master.after(sign);
  const held = (key, value) => {
    try { return value === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, value); } catch { return null; }
  };
  const isSeen = (one) => one && one.getClientRects().length > 0;

  // The name of the sound of words the program says: their hash (see resident_aloud.py).
  const named = (text) => {
    let total = 2166136261;
    for (const letter of text.trim().replace(/\s+/g, " ")) total = Math.imul(total ^ letter.codePointAt(0), 16777619) >>> 0;
    return `-${total.toString(16).padStart(8, "0")}`;
  };
  const address = (part) => (/^(blob:|\/)/.test(part) ? part : `${base}${encodeURIComponent(part)}${age ? `?for=${age}` : ""}`);
  const play = (part) => new Promise((done, fail) => {
    player.onended = done;
    player.onerror = fail;
    player.src = address(part);
    player.play().catch(fail);
  });
  const speakHere = (element) => new Promise((done, fail) => {
    const lang = element.closest("[lang]").lang;
    const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
    const voice = voices.find((one) => one.lang.split(/[-_]/)[0] === lang.split("-")[0]);
    if (!voice) return fail();
    const said = new SpeechSynthesisUtterance(element.textContent.trim());
    speechSynthesis.speak(Object.assign(said, { voice, lang: voice.lang, rate: 0.9, onend: done, onerror: fail }));
  });
  const tellNone = () => {
    const icon = master.querySelector("svg").cloneNode(true);
    icon.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "path")));
    icon.lastChild.setAttribute("d", "M3 3l18 18");
    sign.textContent = "";
    sign.append(icon, ` ${words.mute}`);
  };
  const stop = () => {
    turn += 1;
    player.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
    for (const one of document.querySelectorAll(".reading")) one.classList.remove("reading");
  };
  const say = async (element, part, mine) => {
    if (mine !== turn || !isSeen(element)) return;
    element.classList.add("reading");
    element.scrollIntoView({ block: "nearest" });
    try {
      await (part && base ? play(part) : Promise.reject());
      const isLong = part[0] !== "b" && element.textContent.length > LONGEST_PIECE;
      for (let piece = 2; isLong && mine === turn; piece += 1) await play(`${part}~${piece}`).catch(() => { piece = NaN; });
    } catch (fault) {
      // A browser that lets nothing sound before it is touched: the button is off again.
      if (mine === turn && fault && fault.name === "NotAllowedError") turnOn(false, false);
      // What only the phone could say (typed words), and how far one has come, is no reason to tell of no voice.
      else if (mine === turn) await speakHere(element).catch(() => { if (part && !element.matches(".told")) tellNone(); });
    }
    element.classList.remove("reading");
  };
  // [[element, name of its sound]], one after the other; the next one is fetched while one is heard.
  const run = async (items) => {
    stop();
    const mine = turn;
    const seen = items.filter(([element]) => isSeen(element));
    for (const [index, [element, part]] of seen.entries()) {
      if (mine !== turn) return;
      const [, next] = seen[index + 1] || [];
      if (index && next && base && next[0] !== "b") fetch(address(next), { credentials: "omit" }).catch(() => {});
      await say(element, part, mine);
    }
  };
  const own = (element) => [element, element && named(element.textContent)];

  const turnOn = (on, isChosen = true) => {
    isOn = on;
    if (isChosen) held("ear", on ? "1" : "0");
    master.lastChild.textContent = ` ${on ? words.hush : words.hear}`;
    master.setAttribute("aria-pressed", on);
    if (form) form.classList.toggle("ear", on);
    if (on) read();
    else stop();
  };
  master.addEventListener("click", () => {
    if (isOn && panel) endPractice();
    turnOn(!isOn);
  });
  addEventListener("pagehide", stop);
  if (window.speechSynthesis) speechSynthesis.getVoices();

  // A page without questions: what it marks, in order. A language says its name before it opens.
  const readPage = () => run([...document.querySelectorAll("[data-said]")].flatMap((one) => {
    if (one.matches(".code")) return [...one.textContent.replace(/\s/g, "")].map((letter) => [one, named(letter)]);
    return [[one, one.dataset.said || named(one.textContent)]];
  }));
  for (const link of document.querySelectorAll("a[data-touched]")) {
    link.addEventListener("click", (event) => {
      if (!event.detail || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const open = () => { location.href = link.href; };
      const patience = setTimeout(open, isOn ? 4000 : 700);
      player.onplaying = () => clearTimeout(patience);
      run([[link, link.dataset.said]]).then(open);
    });
  }

  // The questions. What stands on the screen: one step; of a page with all questions, the first.
  const shown = () => {
    const seen = [...form.querySelectorAll(".question")].filter(isSeen);
    return form.classList.contains("stepped") ? seen : seen.slice(0, 1);
  };
  // A field in a repeated section is "house-2-age": what is read is "age".
  const plain = (question) => question.dataset.question.split("-").pop();
  const head = (question) => question.querySelector("legend, label") || question;
  const partOf = (one, question) => {
    const key = plain(question);
    if (one === head(question)) return key;
    if (one.id === `${question.id}-help`) return `${key}-help`;
    if (one.tagName === "LEGEND") return key + one.parentElement.querySelector("input").name.slice(question.dataset.question.length);
    if (one.matches(".tap")) return `${key}.${one.value}`;
    const input = one.matches("label.option") && one.querySelector("input");
    return input && /^[^-]/.test(input.value) && !input.name.startsWith("page-") ? `${key}.${input.value}` : named(one.textContent);
  };
  const INSIDE = "legend, label, .help, .tap, .kept, button, [role=status]";
  const itemsOf = (question) => {
    const mistakes = [...question.querySelectorAll(".error")].map(own);
    const inside = head(question) === question ? [] : question.querySelectorAll(INSIDE);
    const section = question.closest("section");
    const title = question === section.querySelector("[data-question]") && section.querySelector("h2");
    return [
      ...(title ? [[title, `-section-${section.dataset.section}`], own(section.querySelector("h2 + .route"))] : []),
      ...mistakes,
      ...(head(question) === question ? [[question, plain(question)]] : []),
      ...[...inside].filter((one) => !one.matches(".hear, .spot") && one.textContent.trim()).map((one) => [one, partOf(one, question)]),
    ];
  };
  const beginning = () => {
    const by = document.querySelector(".promise .by");
    if (form.dataset.begun) return [];
    const mistakes = [own(document.getElementById("notice")), own(document.querySelector(".errors h2"))];
    if (mistakes.some(([one]) => one)) return mistakes;
    return [
      [document.querySelector("h1"), "-title"], [document.querySelector(".intro"), "-intro"],
      [document.querySelector(".promise span:not(.by)"), "-promise"], own(by), own(document.querySelector(".calm")),
      ...[...document.querySelectorAll(".ages a")].map(own), own(document.querySelector(".leave")),
    ];
  };
  const bar = () => {
    const told = document.querySelector("p.kept.notice");
    return told ? [[told, named(told.firstChild.textContent)], ...[...told.querySelectorAll("button, a")].map(own)] : [];
  };
  const progress = () => [...form.querySelectorAll(".told")].filter((one) => one.textContent).map(own);
  const buttons = () => [...form.querySelectorAll(".move button:last-child, .send, .move button:first-child, .link")].map(own);
  const answers = () => [own(form.querySelector(".look h2")), ...[...form.querySelectorAll(".look dt")].flatMap((term, index) => {
    const question = [...form.querySelectorAll("[data-question]")].find((one) => one.dataset.question === term.dataset.of);
    if (!question) return [];
    const given = term.nextElementSibling;
    const key = plain(question);
    const note = question.querySelector("[data-voice] audio[src]");
    const chosen = [...question.querySelectorAll("input:checked")].filter((one) => one.value).flatMap((one) => {
      const row = one.closest("fieldset");
      return [...(row && row !== question ? [[given, partOf(row.querySelector("legend"), question)]] : []), [given, partOf(one.closest("label"), question)]];
    });
    const listed = [...question.querySelectorAll("select")].filter((one) => one.value).map((one) => [given, `${key}.${one.value}`]);
    const said = note ? [[given, note.src]] : [...chosen, ...listed];
    const none = given.matches(".none") ? [[given, named(words.none)]] : [[given, ""]];
    return [[term, key], ...(said.length ? said : none), ...(index ? [] : [own(given.querySelector("button"))])];
  })];
  function read() {
    sign.textContent = "";
    if (!form) return readPage();
    if (panel) return run([...panel.querySelectorAll("h2, label, button")].map(own));
    const isLook = form.querySelector(".look dl");
    const items = [...bar(), ...(isLook ? answers() : [...beginning(), ...progress(), ...shown().flatMap(itemsOf)]), ...buttons()];
    form.dataset.begun = "yes";
    return run(items);
  }

  if (form) {
    form.addEventListener("step", () => { if (isOn) read(); });
    form.addEventListener("told", () => { if (isOn) setTimeout(read); });
    const touched = (event, found) => {
      const row = isOn && event.target.closest && event.target.closest(found);
      const question = row && row.closest("[data-question]");
      if (question) run([[row, partOf(row, question)]]);
    };
    form.addEventListener("change", (event) => { if (event.target.checked) touched(event, "label.option"); });
    form.addEventListener("click", (event) => touched(event, ".tap"));
    // What a button did to a question is told under it.
    new MutationObserver((changes) => {
      const told = isOn && changes.map(({ target }) => target.nodeType === 1 && target.closest("[data-question] [role=status]")).find(Boolean);
      if (told && told.textContent.trim()) run([own(told)]);
    }).observe(form, { subtree: true, childList: true });
    const kept = document.querySelector(".calm + details");
    kept.addEventListener("toggle", () => { if (isOn && kept.open) run([own(kept.querySelector("p"))]); });
    // A list that opens cannot be heard: its options become buttons.
    for (const list of form.querySelectorAll(".question > select")) {
      const taps = Object.assign(document.createElement("div"), { className: "tapped heard" });
      for (const option of list.options) {
        if (!option.value) continue;
        const tap = Object.assign(document.createElement("button"), { type: "button", className: "tap", value: option.value, textContent: option.textContent });
        tap.addEventListener("click", () => {
          list.value = option.value;
          list.dispatchEvent(new Event("change", { bubbles: true }));
        });
        taps.append(tap);
      }
      const mark = () => { for (const tap of taps.children) tap.setAttribute("aria-pressed", tap.value === list.value); };
      list.addEventListener("change", mark);
      list.before(taps);
      mark();
    }
    for (const question of form.querySelectorAll("[data-question]")) {
      const one = master.cloneNode(true);
      one.removeAttribute("id");
      one.removeAttribute("aria-pressed");
      one.lastChild.textContent = ` ${words.again}`;
      one.addEventListener("click", () => run(itemsOf(question)));
      // Words to read have neither: the button stands under them.
      if (head(question) === question) question.append(one);
      else head(question).after(one);
    }
  }

  // The practice takes the place of the questions until it is done or skipped.
  function endPractice() {
    stop();
    panel.remove();
    panel = null;
    form.hidden = false;
  }
  const practise = async () => {
    const page = await fetch(`${base.split("/sound/")[0]}/listen`, { credentials: "omit" });
    const kept = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("practice");
    panel = document.importNode(kept.content, true).firstElementChild;
    const done = panel.querySelector("[data-done]");
    panel.addEventListener("change", (event) => {
      done.hidden = false;
      run([own(event.target.closest("label")), own(done)]);
    });
    panel.querySelector("button").addEventListener("click", () => {
      held("practised", "1");
      endPractice();
      read();
      const question = shown()[0];
      question.tabIndex = -1;
      question.focus();
    });
    form.before(panel);
    form.hidden = true;
    panel.focus();
  };
  const begin = async () => {
    if (form && base && !document.querySelector(".errors") && !held("practised")) await practise().catch(() => { panel = null; });
    turnOn(true);
  };
  if (form || held("ear") === "1") begin();
  master.hidden = false;
}

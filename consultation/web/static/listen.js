// By ear: one large button turns the voice on; then each question reads itself and its answers, which light up as they
// are read. A voice of the server (a person's, else a machine's), else the phone's own, else a sign that there is none.
// Whoever turns it on for the first time may practise first, on the panel that the page /listen holds.
{
  const form = document.getElementById("sheet");
  const { hear, hush, again, mute } = JSON.parse(form.dataset.say);
  const base = form.dataset.sound;
  const lang = document.documentElement.lang;
  const player = new Audio();
  let turn = 0;
  let isOn = false;
  let panel = null;
  const master = document.getElementById("ear");
  const sign = Object.assign(document.createElement("p"), { className: "help" });
  sign.setAttribute("role", "status");
  master.after(sign);
  const turnOn = (on) => {
    isOn = on;
    try { sessionStorage.setItem("ear", on ? "1" : "0"); } catch { /* this page only */ }
    master.lastChild.textContent = on ? hush : hear;
    master.setAttribute("aria-pressed", on);
    form.classList.toggle("ear", on);
    if (on) read(shown());
    else stop();
  };
  master.addEventListener("click", () => {
    if (panel) endPractice();
    turnOn(!isOn);
  });

  // What stands on the screen: one step; of a page with all questions, the first.
  const shown = () => {
    const seen = [...form.querySelectorAll(".question")].filter((one) => one.offsetParent);
    return form.classList.contains("stepped") ? seen : seen.slice(0, 1);
  };
  const stop = () => {
    turn += 1;
    player.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
    for (const one of document.querySelectorAll(".reading")) one.classList.remove("reading");
  };
  const play = (part) => new Promise((done, fail) => {
    player.onended = done;
    player.onerror = fail;
    player.src = base + encodeURIComponent(part);
    player.play().catch(fail);
  });
  const speakHere = (words) => new Promise((done, fail) => {
    const voices = window.speechSynthesis ? speechSynthesis.getVoices() : [];
    const voice = voices.find((one) => one.lang.split(/[-_]/)[0] === lang.split("-")[0]);
    if (!voice) return fail();
    const said = Object.assign(new SpeechSynthesisUtterance(words), { voice, lang: voice.lang, rate: 0.9, onend: done, onerror: fail });
    speechSynthesis.speak(said);
  });
  const say = async (element, part, mine) => {
    if (mine !== turn || !element.offsetParent) return;
    element.classList.add("reading");
    try {
      await (part && base ? play(part) : Promise.reject());
    } catch (fault) {
      // A browser that lets nothing sound before it is touched: the button is off again.
      if (mine === turn && fault && fault.name === "NotAllowedError") turnOn(false);
      // What only the phone could say (typed words, errors) is no reason to tell that there is no voice.
      else if (mine === turn) await speakHere(element.textContent.trim()).catch(() => { if (part) sign.textContent = mute; });
    }
    element.classList.remove("reading");
  };

  // A field in a repeated section is "house-2-age": what is read is "age".
  const plain = (question) => question.dataset.question.split("-").slice(-1)[0];
  const head = (question) => question.querySelector("legend, label") || question;
  const partOf = (question, input) => {
    if (input.type === "checkbox" && input.id.endsWith("-field")) return plain(question);
    if (!input.value) return "-none";
    return input.value.startsWith("-") ? input.value : `${plain(question)}.${input.value}`;
  };
  const readOne = async (question, mine) => {
    const error = question.querySelector(".error");
    if (error) await say(error, "", mine);
    await say(head(question), plain(question), mine);
    for (const row of question.querySelectorAll("fieldset legend, label.option, .tap")) {
      if (row === head(question)) continue;
      if (row.tagName === "LEGEND") {
        const name = row.parentElement.querySelector("input").name;
        await say(row, plain(question) + name.slice(question.dataset.question.length), mine);
      } else if (row.tagName === "BUTTON") await say(row, `${plain(question)}.${row.value}`, mine);
      else await say(row, partOf(question, row.querySelector("input")), mine);
    }
  };
  const read = async (questions) => {
    stop();
    if (panel) return readPanel();
    const mine = turn;
    sign.textContent = "";
    const intro = document.querySelector(".intro, .promise");
    if (intro && intro.offsetParent && questions.length && !form.dataset.begun) {
      form.dataset.begun = "yes";
      await say(document.querySelector("h1"), "intro", mine);
    }
    for (const question of questions) await readOne(question, mine);
  };
  const readAnswers = async () => {
    stop();
    const mine = turn;
    for (const term of form.querySelectorAll(".look dt")) {
      const question = [...form.querySelectorAll("[data-question]")].find((one) => one.dataset.question === term.dataset.of);
      if (!question) continue;
      await say(term, plain(question), mine);
      const chosen = [...question.querySelectorAll("input:checked")];
      for (const input of chosen) await say(term.nextElementSibling, partOf(question, input), mine);
      if (!chosen.length) await say(term.nextElementSibling, term.nextElementSibling.matches(".none") ? "-none" : "", mine);
    }
  };
  form.addEventListener("step", () => {
    if (!isOn) return;
    if (form.querySelector(".look dl")) readAnswers();
    else read(shown());
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest && event.target.closest("label.option");
    if (!isOn || !row || !event.target.checked) return;
    stop();
    say(row, partOf(event.target.closest("[data-question]"), event.target), turn);
  });
  form.addEventListener("click", (event) => {
    const tap = event.target.closest(".tap");
    if (!isOn || !tap) return;
    stop();
    say(tap, `${plain(tap.closest("[data-question]"))}.${tap.value}`, turn);
  });
  for (const question of form.querySelectorAll("[data-question]")) {
    const one = master.cloneNode(true);
    one.removeAttribute("id");
    one.removeAttribute("aria-pressed");
    one.lastChild.textContent = again;
    one.addEventListener("click", () => {
      stop();
      readOne(question, turn);
    });
    // Words to read have neither: the button stands under them.
    if (head(question) === question) question.append(one);
    else head(question).after(one);
  }

  // The practice takes the place of the questions until it is done or skipped.
  const readPanel = async () => {
    const mine = turn;
    for (const one of panel.querySelectorAll("[data-part]")) await say(one, one.dataset.part, mine);
  };
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
    const [done] = panel.querySelectorAll("[data-done]");
    panel.addEventListener("change", async (event) => {
      stop();
      const mine = turn;
      const row = event.target.closest("label");
      done.hidden = false;
      await say(row, row.dataset.part, mine);
      await say(done, done.dataset.part, mine);
    });
    for (const one of panel.querySelectorAll("button")) {
      one.addEventListener("click", () => {
        endPractice();
        read(shown());
        const question = shown()[0];
        question.tabIndex = -1;
        question.focus();
      });
    }
    form.before(panel);
    form.hidden = true;
    panel.focus();
  };
  const begin = async () => {
    let isFirst = !document.querySelector(".errors");
    try { isFirst = isFirst && sessionStorage.getItem("ear") === null; } catch { /* a browser that keeps nothing */ }
    if (base && isFirst) await practise().catch(() => { panel = null; });
    turnOn(true);
  };
  addEventListener("pagehide", stop);
  if (window.speechSynthesis) speechSynthesis.getVoices();
  begin();
}

// By ear: one large button turns the voice on; then each question reads itself and its answers, which light up as they
// are read. A voice of the server (a person's, else a machine's), else the phone's own, else a sign that there is none.
{
  const form = document.getElementById("sheet");
  const { hear, hush, again, mute } = JSON.parse(form.dataset.say);
  const base = form.dataset.sound;
  const lang = document.documentElement.lang;
  const player = new Audio();
  let turn = 0;
  let isOn = false;
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
  master.addEventListener("click", () => turnOn(!isOn));

  const shown = () => [...form.querySelectorAll(".question")].find((one) => one.offsetParent) || form;
  const stop = () => {
    turn += 1;
    player.pause();
    window.speechSynthesis?.cancel();
    for (const one of document.querySelectorAll(".reading")) one.classList.remove("reading");
  };
  const play = (part) => new Promise((done, fail) => {
    player.onended = done;
    player.onerror = fail;
    player.src = base + encodeURIComponent(part);
    player.play().catch(fail);
  });
  const speakHere = (words) => new Promise((done, fail) => {
    const voices = window.speechSynthesis?.getVoices() || [];
    const voice = voices.find((one) => one.lang.split(/[-_]/)[0] === lang.split("-")[0]);
    if (!voice) return fail();
    const said = Object.assign(new SpeechSynthesisUtterance(words), { voice, lang: voice.lang, rate: 0.9, onend: done, onerror: fail });
    speechSynthesis.speak(said);
  });
  const say = async (element, part, mine) => {
    if (mine !== turn || !element.offsetParent) return;
    element.classList.add("reading");
    try {
      await (part ? play(part) : Promise.reject());
    } catch {
      if (mine === turn) await speakHere(element.textContent.trim()).catch(() => { sign.textContent = mute; });
    }
    element.classList.remove("reading");
  };
  const read = async (question) => {
    stop();
    const mine = turn;
    sign.textContent = "";
    const key = question.dataset.question;
    if (!key) return;
    const plain = key.split("-").at(-1);
    const error = question.querySelector(".error");
    if (error) await say(error, "", mine);
    await say(question.querySelector("legend, label") || question, plain, mine);
    for (const row of question.querySelectorAll("fieldset legend, label.option")) {
      if (row.tagName === "LEGEND") {
        if (row.parentElement !== question) await say(row, row.parentElement.querySelector("input")?.name, mine);
        continue;
      }
      const input = row.querySelector("input");
      const isOption = input.value && !input.value.startsWith("-") && input.name !== `${key}-declined`;
      await say(row, isOption ? `${plain}.${input.value}` : "", mine);
    }
  };
  form.addEventListener("step", () => {
    if (!isOn) return;
    const look = form.querySelector(".look dl");
    if (look) {
      stop();
      const mine = turn;
      (async () => { for (const one of look.children) await say(one, "", mine); })();
    } else read(shown());
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("label.option");
    if (!isOn || !row || !event.target.checked) return;
    stop();
    const question = event.target.closest("[data-question]");
    say(row, `${question.dataset.question.split("-").at(-1)}.${event.target.value}`, turn);
  });
  for (const question of form.querySelectorAll("[data-question]")) {
    const one = master.cloneNode(true);
    one.removeAttribute("id");
    one.removeAttribute("aria-pressed");
    one.lastChild.textContent = again;
    one.addEventListener("click", () => read(question));
    (question.querySelector("legend, label") || question).after(one);
  }
  addEventListener("pagehide", stop);
  window.speechSynthesis?.getVoices();
  turnOn(true);
}

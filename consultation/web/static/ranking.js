// Ranking by tap: the lists of places become the options themselves, tapped in order; the lists still hold the answer.
for (const ranks of document.querySelectorAll("[data-ranking]")) {
  const lists = [...ranks.querySelectorAll("select")];
  const row = document.createElement("div");
  row.className = "options tapped";
  const heard = document.createElement("p");
  heard.className = "unseen";
  heard.setAttribute("role", "status");
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: ranks.dataset.undo });
  const buttons = [...lists[0].options].filter((one) => one.value).map((one) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "tap", value: one.value });
    const words = Object.assign(document.createElement("span"), { textContent: one.text, lang: one.lang, dir: one.dir });
    button.append(document.createElement("b"), words);
    row.append(button);
    return button;
  });
  const order = () => lists.map((list) => list.value).filter((value, at, all) => value && all.indexOf(value) === at);
  const show = (chosen) => {
    lists.forEach((list, at) => { list.value = chosen[at] || ""; });
    for (const button of buttons) {
      const at = chosen.indexOf(button.value);
      button.firstChild.textContent = at < 0 ? "" : at + 1;
      button.setAttribute("aria-pressed", at >= 0);
      button.disabled = at < 0 && chosen.length === lists.length;
    }
    undo.hidden = !chosen.length;
    const names = chosen.map((value) => buttons.find((one) => one.value === value).lastChild.textContent);
    heard.textContent = names.length ? `${ranks.dataset.done} ${names.map((name, at) => `${at + 1} ${name}`).join(", ")}` : "";
    lists[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  row.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const chosen = order();
    show(chosen.includes(button.value) ? chosen.filter((value) => value !== button.value) : [...chosen, button.value]);
  });
  undo.addEventListener("click", () => { show([]); buttons[0].focus(); });
  for (const list of lists) list.closest("p").hidden = true;
  ranks.append(row, undo, heard);
  // A link from the list of errors leads to the first list, which is hidden now.
  row.id = lists[0].id;
  lists[0].removeAttribute("id");
  row.tabIndex = -1;
  show(order());
  lists[0].form.addEventListener("filled", () => show(order()));
}

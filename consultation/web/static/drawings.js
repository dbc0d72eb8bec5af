// Looking at the drawings an option may have: a button beside the field opens all of them, to search and to choose from.
const all = document.getElementById("drawings");
if (all && all.showModal) {
  const sought = document.getElementById("drawings-sought");
  const none = document.getElementById("drawings-none");
  const grid = [...all.querySelectorAll(".drawings-grid button")];
  let place = null;
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const sift = () => {
    for (const one of grid) one.hidden = !plain(one.value).includes(plain(sought.value.trim()));
    none.hidden = grid.some((one) => !one.hidden);
  };
  const show = (of) => {
    const chosen = grid.find((one) => plain(one.value) === plain(of.querySelector("input").value.trim()));
    of.querySelector("svg").innerHTML = chosen ? chosen.querySelector("svg").innerHTML : "";
  };
  const choose = (title) => {
    const input = place.querySelector("input");
    input.value = title;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    all.close();
  };
  sought.addEventListener("input", sift);
  sought.addEventListener("keydown", (event) => {
    const first = grid.find((one) => !one.hidden);
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (first) choose(first.value);
  });
  for (const one of grid) one.addEventListener("click", () => choose(one.value));
  all.querySelector("[data-none]").addEventListener("click", () => choose(""));
  all.querySelector("[data-close]").addEventListener("click", () => all.close());
  for (const of of document.querySelectorAll("[data-drawing]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "second compact", textContent: of.dataset.drawing });
    button.addEventListener("click", () => {
      place = of;
      sought.value = "";
      sift();
      all.showModal();
      sought.focus();
    });
    of.append(button);
    of.querySelector("input").addEventListener("input", () => show(of));
  }
}

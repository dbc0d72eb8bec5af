// "Use where I am": the field is filled with a place to about 100 metres; the phone sends nothing finer.
for (const place of document.querySelectorAll("[data-position]")) {
  const field = place.querySelector("input");
  const say = place.dataset;
  const state = Object.assign(document.createElement("p"), { className: "help" });
  state.setAttribute("role", "status");
  const make = (words, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
    button.addEventListener("click", act);
    return button;
  };
  const fill = (value, words) => {
    field.value = value;
    state.textContent = words;
    forget.hidden = !value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const find = make(say.position, () => {
    find.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { find.disabled = false; fill(`${coords.latitude.toFixed(3)}, ${coords.longitude.toFixed(3)}`, say.found); },
      () => { find.disabled = false; state.textContent = say.none; },
      { timeout: 20000, maximumAge: 60000 },
    );
  });
  const forget = make(say.forget, () => { fill("", ""); find.focus(); });
  forget.hidden = !field.value;
  if (navigator.geolocation) place.prepend(find, forget, state);
}

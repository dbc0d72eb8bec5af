// The numbers on the map light up with their lines in the list.
for (const map of document.querySelectorAll("svg.map")) {
  const spots = [...map.querySelectorAll(".spot")];
  const show = () => {
    for (const spot of spots) spot.classList.toggle("on", document.getElementById(spot.htmlFor).checked);
  };
  map.closest(".question").addEventListener("change", show);
  show();
}

// "Leave quickly": the neutral page takes the place of this one, so that Back does not show what was being answered, and
// what was begun on this phone is forgotten. It is forgotten too once it was sent.
{
  const forget = (start) => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(start)) localStorage.removeItem(key);
    } catch { /* this browser keeps nothing */ }
  };
  const thanked = location.pathname.match(/\/q\/([^/]+)\/thanks$/);
  if (thanked) forget(`begun/${thanked[1]}`);
  for (const link of document.querySelectorAll("a.leave")) {
    link.addEventListener("click", (event) => {
      document.dispatchEvent(new Event("leave"));
      forget("begun/");
      try {
        window.top.location.replace(link.href);
      } catch {
        return; // in a frame that may not: the link does what it can
      }
      event.preventDefault();
      document.body.hidden = true;
    });
  }
}

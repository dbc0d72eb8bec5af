// "Leave quickly": the neutral page takes the place of this one, so that Back does not show what was being answered.
for (const link of document.querySelectorAll("a.leave")) {
  link.addEventListener("click", (event) => {
    try {
      window.top.location.replace(link.href);
    } catch {
      return; // in a frame that may not: the link does what it can
    }
    event.preventDefault();
    document.body.hidden = true;
  });
}

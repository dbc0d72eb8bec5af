// "Leave quickly": the neutral page takes the place of this one, and Back to one that was seen before it leads on to it.
{
  const held = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const go = (link) => {
    document.body.hidden = true;
    window.top.location.replace(link.href);
  };
  for (const link of document.querySelectorAll("a.leave")) {
    const isLeft = () => held((store) => store.getItem("left"));
    if (isLeft() && performance.navigation.type === 2) go(link);
    else held((store) => store.removeItem("left"));
    addEventListener("pageshow", (event) => { if (event.persisted && isLeft()) go(link); });
    link.addEventListener("click", (event) => {
      held((store) => store.clear());
      held((store) => store.setItem("left", "1"));
      try {
        go(link);
      } catch {
        document.body.hidden = false;
        return; // in a frame that may not: the link does what it can
      }
      event.preventDefault();
    });
  }
}

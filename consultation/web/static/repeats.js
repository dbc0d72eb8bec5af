// "Add one more": of the blocks that are not used yet, only the next one shows.
for (const section of document.querySelectorAll("section")) {
  const blocks = [...section.querySelectorAll("details.block")];
  const show = () => {
    const used = blocks.map((block) => block.open).lastIndexOf(true);
    blocks.forEach((block, at) => { block.hidden = at > used + 1; });
  };
  for (const block of blocks) {
    const summary = block.querySelector("summary");
    const number = summary.textContent;
    const name = () => { summary.textContent = block.open ? number : block.dataset.repeat; };
    block.addEventListener("toggle", () => { name(); show(); });
    name();
  }
  if (blocks.length) show();
}

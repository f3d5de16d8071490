// A button that copies the citation. Without it the citation is selected whole by one tap or click.
(() => {
  const citation = document.querySelector("[data-citation]");
  if (!citation || !navigator.clipboard) return;
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.textContent = "Copy the citation";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent);
      said.textContent = " Copied.";
    } catch {
      getSelection().selectAllChildren(citation);
      said.textContent = " It is selected: copy it from there.";
    }
  });
  citation.parentElement.after(button, said);
})();

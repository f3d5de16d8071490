// In the editor's preview: adds a day and time of one's own to the list of moments, and shows it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-contacts-show]");
  if (!button) return;
  const panel = button.closest("[data-contacts-moment]");
  const value = (name) => panel.querySelector(`[data-contacts-${name}]`);
  const day = value("day");
  const time = value("time");
  day.required = time.required = true;
  if (!day.reportValidity() || !time.reportValidity()) return;
  const council = value("council");
  const name = council.selectedOptions[0]?.text ?? "";
  const modes = panel.querySelector("select[data-w-preview-target]");
  const mode = `${day.value}T${time.value}@${council.value}`;
  modes.append(new Option(`${name}: ${day.value}, ${time.value}`, mode));
  modes.value = mode;
  modes.dispatchEvent(new Event("change", { bubbles: true }));
  // Required only while it is asked for: the fields belong to the preview, not to what is saved.
  day.required = time.required = false;
});

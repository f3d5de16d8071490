// Asks once whether visits may be counted. The question stays hidden where somebody chose, or where the browser says no.
(() => {
  const box = document.querySelector("[data-consent]");
  if (!box || navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const form = box.querySelector("form");
  const current = (choice) => document.cookie.split("; ").includes(`${box.dataset.cookie}=${choice}.${box.dataset.consent}`);
  const isAskedAbove = document.querySelector("main .choices");
  if (isAskedAbove || current("yes") || current("no")) return;
  box.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const choice = event.submitter.value;
    try {
      await fetch(form.action, { method: "POST", body: new URLSearchParams({ choice }), redirect: "manual" });
    } catch { location.assign("/cookies/choice/"); return; }
    const said = document.createElement("p");
    said.tabIndex = -1;
    said.role = "status";
    said.textContent = current("yes") ? "Thank you. Your visit is counted." : "Your visit is not counted.";
    box.replaceChildren(said);
    said.focus();
    if (current("yes")) dispatchEvent(new Event("consent"));
  });
})();

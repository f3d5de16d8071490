// Starts the admin's date fields, choosers and rows of forms: cpip_site/admin_scripts.py has made their scripts data.
(() => {
  const known = /^(init(Date|Time|DateTime)Chooser|createTaskChooser|[A-Z]\w*Chooser|InlinePanel|MultipleChooserPanel)$/;
  const start = (element) => {
    // A row that is moved comes by a second time.
    element.removeAttribute("data-start");
    const [name, ...values] = JSON.parse(element.textContent);
    if (!known.test(name)) return;
    if (/^[A-Z]/.test(name)) new window[name](...values);
    else window[name](...values);
  };
  const startIn = (root) => root.querySelectorAll("script[data-start]").forEach(start);
  const watch = () => {
    startIn(document);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node.matches?.("script[data-start]")) start(node);
      else if (node.isConnected && node.querySelectorAll) startIn(node);
    }))).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();

// Counts that this page was read, where somebody has agreed to it. The server looks again whether they have.
(() => {
  const { consent, cookie } = document.querySelector("[data-consent]").dataset;
  const count = () => fetch("/visit/", { method: "POST", body: location.pathname, keepalive: true }).catch(() => {});
  if (document.cookie.split("; ").includes(`${cookie}=yes.${consent}`)) count();
  addEventListener("consent", count);
})();

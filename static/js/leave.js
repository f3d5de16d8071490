// Leave this page: blank it at once, replace its place in the history, and stay gone when somebody presses Back.
(() => {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  let shifts = [];
  let left = false;
  const blank = () => {
    document.title = "Weather";
    document.body.replaceChildren();
    document.body.style.background = "#fff";
  };
  const leave = () => {
    left = true;
    blank();
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { shifts = []; return; }
    if (event.repeat) return;
    shifts = [...shifts, event.timeStamp].filter((time) => event.timeStamp - time < 5000);
    if (shifts.length >= 3) leave();
  });
  // From the back/forward cache the page comes back as it was left: blank. Then leave again.
  addEventListener("pageshow", (event) => { if (event.persisted && left) leave(); });
})();

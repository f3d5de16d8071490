// Says in words what went wrong with a passkey: the browser itself often says nothing.
document.addEventListener("allauth.error", (event) => {
  const problem = document.getElementById("passkey-problem");
  const byNumber = /^[\d.]+$|^\[/.test(location.hostname);
  problem.textContent = byNumber
    ? "A passkey needs a name in the address, and this address has only numbers. On your own machine, use localhost."
    : "The passkey did not work, or you stopped it. Try again, or use another way.";
  problem.hidden = false;
  event.preventDefault();
});

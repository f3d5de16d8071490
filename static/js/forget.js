// What was typed or chosen is gone once the page is left, also where Back brings the page itself back as it was.
addEventListener("pagehide", () => {
  document.querySelectorAll("form").forEach((form) => form.reset());
  document.querySelectorAll("input[type=text]").forEach((field) => { field.value = ""; });
});

// Our own checks for Wagtail's content checker. Loaded in previews only; pages/checker.py says what they look for.
(() => {
  const userbar = document.querySelector("wagtail-userbar");
  if (!userbar || !userbar.registerCheck) return;

  // The site adds the publisher to a link by itself; only the editor's own words count.
  const ownWords = (link) => {
    const copy = link.cloneNode(true);
    copy.querySelectorAll(".where, .visually-hidden").forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  userbar.registerCheck("check-vague-link", (link, options) => {
    const words = ownWords(link).toLowerCase().replace(/[\s.…»›>]+$/, "");
    return !options.vague.includes(words);
  });

  userbar.registerCheck("check-address-as-link", (link) => !/^(https?:\/\/|www\.)/i.test(ownWords(link)));

  const significant = (number) => number.replace("(0)", "").replace(/[^\d+]/g, "").replace(/^(\+44|0044|0)/, "");

  userbar.registerCheck("check-typed-number", (element, options) => {
    const found = element.textContent.match(new RegExp(options.pattern, "g")) || [];
    const dialled = [...element.querySelectorAll('a[href^="tel:"]')].map((link) => link.getAttribute("href").slice(4));
    return [...found, ...dialled].every((number) => options.own.includes(significant(number)));
  });
})();

// Tells how many files are picked, and picks all or none of a page at once.

import { LOCALE } from "./amounts.js";

export default function selection(form) {
  const all = form.querySelector("[data-all]");
  const pickAll = all.textContent;
  const count = form.querySelector("[data-count]");
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][name="file"]')];

  const tell = () => {
    const picked = boxes().filter((box) => box.checked).length;
    count.hidden = picked === 0;
    count.textContent = count.dataset.count.replace("NUMBER", picked.toLocaleString(LOCALE));
    all.textContent = picked > 0 ? all.dataset.none : pickAll;
  };

  all.addEventListener("click", () => {
    const none = boxes().every((box) => !box.checked);
    for (const box of boxes()) box.checked = none;
    tell();
  });
  document.addEventListener("change", tell);
  // The Back button brings a page with its ticks.
  window.addEventListener("pageshow", tell);
  tell();
}

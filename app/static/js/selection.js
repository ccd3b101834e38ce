// Tells how many files are picked, and picks all or none of a page at once.

export default function selection(form) {
  const all = form.querySelector("[data-all]");
  const pickAll = all.textContent;
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][name="file"]')];

  const tell = () => {
    const picked = boxes().filter((box) => box.checked).length;
    form.querySelector("[data-count]").hidden = picked === 0;
    form.querySelector("[data-number]").textContent = picked;
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

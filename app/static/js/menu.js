// A disclosure that also closes by Escape and by a click elsewhere.

export default function menu(details) {
  const summary = details.querySelector("summary");
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
  });
}

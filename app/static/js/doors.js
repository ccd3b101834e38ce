// Opens the forms behind some links in a dialog above the page. The pages that hold the forms
// stay the only source of them, and the way whenever they do not come at once.

import { start } from "./main.js";

const PATIENCE_MS = 1500;

export default function doors(dialog) {
  const paths = dialog.dataset.doors.split(" ");
  const room = dialog.querySelector("[data-room]");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || !paths.includes(link.pathname)) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    const form = await fetchRoom(link.href).catch(() => null);
    link.removeAttribute("aria-busy");
    if (form === null) location.assign(link.href);
    else enter(form);
  });

  function enter(content) {
    room.replaceChildren(content);
    start(room);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    room.querySelector("input:not([type=hidden])").focus();
  }
}

// The main part of the page at `address`, its title as a title within this page.
async function fetchRoom(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  // Whoever is logged in by now is led on; then the page itself is the place to go.
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.querySelector("main [data-door]");
  const title = content.querySelector("h1");
  const heading = document.createElement("h2");
  heading.className = "dialog__title";
  heading.append(...title.childNodes);
  title.replaceWith(heading);
  return document.adoptNode(content);
}

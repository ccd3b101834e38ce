// Opens the forms behind some links in a dialog above the page. The pages that hold the forms
// stay the only source of them, and the way whenever they do not come at once.

import { start } from "./main.js";

const PATIENCE_MS = 1500;
// A password is hashed, which takes its time when many do so at once.
const SENDING_MS = 15000;

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

  room.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const answer = await send(form).catch(() => null);
    form.removeAttribute("aria-busy");
    if (answer?.leadsTo) location.assign(answer.leadsTo);
    else if (answer?.content) enter(withPasswords(answer.content, form));
    // What cannot be shown here is shown on a page of its own.
    else form.submit();
  });

  function enter(content) {
    room.replaceChildren(content);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    // A summary of what is wrong takes the focus itself.
    if (!room.querySelector("[role=alert]")) room.querySelector("input:not([type=hidden])").focus();
    start(room);
  }
}

// The main part of the page at `address`.
async function fetchRoom(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  // Whoever is logged in by now is led on; then the page itself is the place to go.
  if (!response.ok || response.redirected) return null;
  return roomIn(await response.text());
}

// Sends a form as it is: it is taken, and leads somewhere, or comes back with what is wrong.
async function send(form) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    // A redirect would be followed here, and its page seen by nobody.
    headers: { Door: "1", Accept: "text/html" },
    signal: AbortSignal.timeout(SENDING_MS),
  });
  return { leadsTo: response.headers.get("Door-Leads-To"), content: roomIn(await response.text()) };
}

// The form of a page, its title as a title within this page; null if there is none.
function roomIn(text) {
  const content = new DOMParser().parseFromString(text, "text/html").querySelector("main [data-door]");
  if (content === null) return null;
  const title = content.querySelector("h1");
  const heading = document.createElement("h2");
  heading.className = "dialog__title";
  heading.append(...title.childNodes);
  title.replaceWith(heading);
  return document.adoptNode(content);
}

// The server never sends a password back. Those that nothing is wrong with need not be typed again.
function withPasswords(content, form) {
  for (const input of content.querySelectorAll("input[type=password]:not([aria-invalid])")) {
    input.value = form.elements[input.name]?.value ?? "";
  }
  return content;
}

// Deletes a file at once and offers to undo it, instead of asking first. Where that fails, the
// link leads to the page that asks.

import { start } from "./main.js";

export default function discard(link) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    const toast = await deleted(link);
    if (!toast) {
      location.assign(link.href);
      return;
    }
    const card = link.closest("[data-file]");
    for (const box of card.querySelectorAll('input[type="checkbox"]')) box.checked = false;
    card.remove();
    document.dispatchEvent(new Event("change"));
    document.getElementById("toasts").append(toast);
    start(toast);
    toast.querySelector("form button").focus();
  });
}

async function deleted(link) {
  const form = new FormData();
  form.set("csrf_token", document.querySelector('input[name="csrf_token"]').value);
  form.set("from", location.pathname + location.search);
  try {
    const answer = await fetch(link.dataset.discard, {
      method: "POST",
      body: form,
      headers: { "HX-Request": "true" },
    });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return document.adoptNode(page.querySelector(".toast"));
  } catch {
    return null;
  }
}

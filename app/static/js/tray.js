// Watches over jobs from whatever page: remembers in this tab which are at work, so that the
// page that follows hears of their end, and tells the system's notifications, if allowed.

const KEY = "jobs-at-work";

export default function tray(holder) {
  showPermission();
  document.addEventListener("click", askForPermission);
  document.addEventListener("htmx:after:swap", () => {
    const watching = holder.querySelector("#tray")?.dataset.watching;
    if (watching !== undefined) sessionStorage.setItem(KEY, watching);
    showPermission();
    notifyOfEnded();
  });
  if (document.readyState === "complete") look(holder);
  else window.addEventListener("load", () => look(holder));
}

// Once the page is there: what is at work must not keep it waiting.
async function look(holder) {
  const query = new URLSearchParams({ watching: sessionStorage.getItem(KEY) ?? "" });
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const answer = await fetch(`${holder.dataset.address}?${query}`, { headers }).catch(() => null);
  // Most times there is nothing to tell.
  if (answer?.status !== 200) return;
  const [text, { default: htmx }] = await Promise.all([answer.text(), import("./htmx.js")]);
  await htmx.swap({ text, target: holder, sourceElement: holder, swap: "innerHTML" });
}

function showPermission() {
  if (!document.querySelector(".asks-notifications")) return;
  document.documentElement.dataset.notifications = permission();
}

// The browser asks another process for it, which takes a while: only where something depends on it.
function permission() {
  return "Notification" in window ? Notification.permission : "denied";
}

async function askForPermission(event) {
  if (!event.target.closest("[data-ask-notifications]")) return;
  await Notification.requestPermission();
  showPermission();
}

function notifyOfEnded() {
  for (const toast of document.querySelectorAll("[data-ended]")) {
    const id = toast.dataset.ended;
    delete toast.dataset.ended;
    if (!document.hidden || permission() !== "granted") continue;
    try {
      // Several tabs of one browser show it once: their notifications share the tag.
      const notification = new Notification(toast.querySelector("[data-toast-title]").textContent, {
        tag: id,
        body: toast.querySelector("a").textContent,
      });
      notification.addEventListener("click", () => {
        window.focus();
        location.assign(`/jobs/${id}`);
      });
    } catch {
      // Some phones allow notifications to service workers only; the toast is there all the same.
    }
  }
}

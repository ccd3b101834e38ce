// Stands where a page could not be loaded: asks for a sign of life, and loads the page when it comes.

const PAUSE_MS = 3000;

export default function offline(element) {
  // Opened by its own address there is no other page to wait for.
  if (location.pathname === element.dataset.own) return;
  const look = async () => {
    const answer = await fetch(element.dataset.signOfLife, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  };
  setInterval(look, PAUSE_MS);
  window.addEventListener("online", look);
}

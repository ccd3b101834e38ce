// Tells how far the work is to those who look elsewhere: in the tab's title at once, and to
// screen readers now and then.

const ALOUD_EVERY_MS = 15_000;

export default function job(element) {
  const title = document.title;
  const voice = element.querySelector("[data-voice]");
  let spokenAt = Date.now();

  const tell = () => {
    const bar = element.querySelector("#job > .progress progress[value]");
    if (!bar) {
      document.title = title;
      return;
    }
    const percent = `${Math.round(bar.value)} %`;
    document.title = `${percent} · ${title}`;
    if (Date.now() - spokenAt < ALOUD_EVERY_MS) return;
    voice.textContent = percent;
    spokenAt = Date.now();
  };

  document.addEventListener("htmx:after:swap", tell);
  tell();
}

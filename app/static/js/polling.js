// While a part of the page asks for itself, says when no answer comes; the last state stays.

export default function polling(element) {
  const lost = element.querySelector("[data-lost]");
  const tell = (isLost) => () => {
    lost.hidden = !isLost;
  };
  element.addEventListener("htmx:error", tell(true));
  element.addEventListener("htmx:response:error", tell(true));
  element.addEventListener("htmx:after:swap", tell(false));
  document.addEventListener("htmx:after:swap", tell(false));
}

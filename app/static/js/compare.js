// Says of each way to do the work what it would mean for this file, before one is chosen; a way
// that is not open to it is turned off, with the reason.

import { planOf } from "./plan.js";

const PAUSE_MS = 900;
// The parameter that services name the ways by.
const NAME = "mode";

export function compare(form) {
  const ways = [...form.querySelectorAll(`.choice--card input[name="${NAME}"]`)];
  if (ways.length < 2) return;
  const fold = form.closest("details");
  let timer = 0;
  let latest = null;
  const ask = async () => {
    latest?.abort();
    const request = (latest = new AbortController());
    for (const way of ways) {
      const data = new FormData(form);
      data.set(NAME, way.value);
      try {
        tell(way, await planOf(form, data, request.signal));
      } catch (error) {
        if (error.name === "AbortError") return;
        tell(way, document.createDocumentFragment());
      }
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  form.addEventListener("input", (event) => {
    if (event.target.name !== NAME) askSoon();
  });
  if (!fold || fold.open) askSoon();
  fold?.addEventListener("toggle", () => fold.open && askSoon());
}

function tell(way, plan) {
  const impossible = plan.querySelector(`[data-impossible="${CSS.escape(way.value)}"] dd`);
  const refusal = impossible ?? plan.querySelector(`.warnings--bad [data-field="${NAME}"]`);
  const line = refusal ?? plan.querySelector("[data-plan-line]");
  const place = way.parentElement.querySelector(".choice__effect") ?? added(way);
  place.textContent = line?.textContent.trim() ?? "";
  // What is chosen stays chosen; the plan below says what is wrong with it.
  way.disabled = refusal !== null && !way.checked;
  way.parentElement.classList.toggle("choice--off", refusal !== null);
}

function added(way) {
  const place = Object.assign(document.createElement("span"), { className: "choice__effect numbers" });
  way.nextElementSibling.append(place);
  return place;
}

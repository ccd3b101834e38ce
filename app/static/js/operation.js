// A form of one operation: tells what will come out while it is filled in, takes times from
// the player, and shows only the fields that count.

import { timecode } from "./timecode.js";

const PAUSE_MS = 400;

export default function operation(form) {
  takeTimes(form);
  showWhatCounts(form);
  tellPlan(form);
  refuseSecondSubmit(form);
}

function takeTimes(form) {
  for (const button of form.querySelectorAll("[data-playhead]")) {
    button.addEventListener("click", () => {
      const media = document.querySelector(".player video, .player audio");
      if (!media) return;
      const input = form.querySelector(`#${CSS.escape(button.dataset.playhead)}`);
      input.value = timecode(media.currentTime);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

function showWhatCounts(form) {
  const dependents = [...form.querySelectorAll("[data-shown-if]")];
  const details = [...form.querySelectorAll("details")];
  const update = () => {
    const data = new FormData(form);
    for (const field of dependents) {
      const values = field.dataset.shownValues.split(" ");
      field.hidden = !values.includes(data.get(field.dataset.shownIf));
    }
    for (const each of details) {
      each.hidden = ![...each.querySelectorAll(".field")].some((field) => !field.hidden);
    }
  };
  form.addEventListener("change", update);
  update();
}

function tellPlan(form) {
  const place = form.querySelector("[data-plan-here]");
  let timer = 0;
  let latest = null;
  const ask = async () => {
    latest?.abort();
    const request = (latest = new AbortController());
    place.classList.add("plan--waiting");
    try {
      const response = await fetch(form.dataset.plan, {
        method: "POST",
        body: new FormData(form),
        headers: { "HX-Request": "true", "HX-Current-URL": location.href },
        signal: request.signal,
      });
      // Without an answer the last plan would be a promise about something else.
      place.innerHTML = response.ok ? await response.text() : "";
      place.classList.remove("plan--waiting");
    } catch (error) {
      if (error.name === "AbortError") return;
      place.replaceChildren();
      place.classList.remove("plan--waiting");
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  form.addEventListener("input", askSoon);
  if (isComplete(form)) ask();
}

// Whether a plan can be told at once: every open choice is made, and nothing is known to be wrong.
function isComplete(form) {
  if (form.parentElement.querySelector(".notice--danger")) return false;
  if ([...form.querySelectorAll("[aria-required=true]")].some((field) => !field.value)) return false;
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const names = new Set(radios.map((radio) => radio.name));
  return [...names].every((name) => radios.some((radio) => radio.name === name && radio.checked));
}

// The one-time key in the form makes a second job impossible; this spares the second request.
function refuseSecondSubmit(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}

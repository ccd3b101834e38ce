// A form of one operation: tells what will come out while it is filled in, takes times from
// the player, and shows only the fields that count.

import { compare } from "./compare.js";
import { refuseSecondSubmit, showWhatCounts } from "./fields.js";
import { planOf } from "./plan.js";
import { timecode } from "./timecode.js";

const PAUSE_MS = 400;

export default function operation(form) {
  takeTimes(form);
  takeSegments(form);
  showWhatCounts(form);
  tellPlan(form);
  compare(form);
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

// What was marked for one operation serves another.
function takeSegments(form) {
  for (const button of form.querySelectorAll("[data-take-from]")) {
    button.addEventListener("click", () => {
      const [from, into] = [button.dataset.takeFrom, button.dataset.takeInto].map((id) => document.getElementById(id));
      into.value = from.value;
      into.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

function tellPlan(form) {
  const place = form.querySelector("[data-plan-here]");
  const line = form.querySelector("[data-plan-line-here]");
  let timer = 0;
  let latest = null;
  const show = (plan) => {
    place.replaceChildren(...plan.childNodes);
    place.classList.remove("plan--waiting");
    const short = place.querySelector("[data-plan-line]") ?? place.querySelector(".warnings--bad");
    line.textContent = short?.textContent.trim() ?? "";
    line.classList.toggle("editor__line--bad", place.querySelector(".warnings--bad") !== null);
    const landings = JSON.parse(place.querySelector("[data-landings]")?.dataset.landings ?? "[]");
    const detail = { operation: form.elements.operation.value, landings };
    document.dispatchEvent(new CustomEvent("plan", { detail }));
  };
  const ask = async () => {
    latest?.abort();
    const request = (latest = new AbortController());
    place.classList.add("plan--waiting");
    if (!line.textContent) line.textContent = line.dataset.waiting;
    try {
      show(await planOf(form, new FormData(form), request.signal));
    } catch (error) {
      // Without an answer the last plan would be a promise about something else.
      if (error.name !== "AbortError") show(document.createDocumentFragment());
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  form.addEventListener("input", askSoon);
  // Nobody looks at a form that is folded away, so its plan is made when it opens.
  const fold = form.closest("details");
  const begin = () => {
    if (isComplete(form) && !place.hasChildNodes()) ask();
  };
  if (!fold || fold.open) begin();
  fold?.addEventListener("toggle", () => fold.open && begin());
}

// Whether a plan can be told at once: every open choice is made, and nothing is known to be wrong.
function isComplete(form) {
  if (form.parentElement.querySelector(".notice--danger")) return false;
  const counts = (element) => !element.closest("[hidden]");
  const fields = [...form.querySelectorAll("[aria-required=true]")].filter(counts);
  if (fields.some((field) => !field.value)) return false;
  const lists = [...form.querySelectorAll("[data-files][data-required]")].filter(counts);
  if (lists.some((list) => ![...list.querySelectorAll("input")].some((place) => place.value))) return false;
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const names = new Set(radios.map((radio) => radio.name));
  return [...names].every((name) => radios.some((radio) => radio.name === name && radio.checked));
}

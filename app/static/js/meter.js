// How loud it is where the player stands, by what the service measured: the momentary and the
// short-term loudness of EBU Tech 3341, and what the whole comes to.

import { playheadOf } from "./playhead.js";
import { preview } from "./previews.js";

const [LOWEST, HIGHEST] = [-60, 0];
const WHOLE = ["integrated_lufs", "range_lu", "true_peak_dbtp"];

export default async function meter(element) {
  const told = await measured(element);
  if (!told) return;
  const playhead = playheadOf(document.getElementById(element.dataset.media));
  const bars = [...element.querySelectorAll("[data-level]")];
  const digits = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  for (const name of WHOLE) {
    element.querySelector(`[data-whole=${name}]`).textContent = digits.format(told[name]);
  }
  const draw = () => {
    const place = Math.floor(playhead.seconds / told.step_seconds);
    for (const bar of bars) {
      const values = told[bar.dataset.level];
      const level = values[Math.min(place, values.length - 1)] ?? LOWEST;
      const share = Math.min(Math.max((level - LOWEST) / (HIGHEST - LOWEST), 0), 1);
      bar.style.setProperty("--level", share.toFixed(3));
      bar.querySelector("output").value = level <= -70 ? "−∞" : digits.format(level);
    }
    if (!playhead.media.paused) requestAnimationFrame(draw);
  };
  playhead.addEventListener("move", draw);
  draw();
  element.classList.remove("meter--waiting");
}

async function measured(element) {
  const word = element.querySelector("[data-word]");
  try {
    const { answer } = await preview(element.dataset.meter);
    word.hidden = true;
    return await answer.json();
  } catch {
    word.textContent = word.dataset.failed;
    element.classList.remove("meter--waiting");
    return null;
  }
}

// Keys of an editor, wherever the focus is but in a field, and the dialog that lists them. Who
// speaks to the computer can turn single keys off there (WCAG 2.1.4); that is remembered.

import { playheadOf } from "./playhead.js";
import { Shuttle } from "./shuttle.js";

const OFF = "single-keys-off";

export default function shortcuts(element) {
  const dialog = element.querySelector("dialog");
  const toggle = element.querySelector("[data-single-keys]");
  const playhead = playheadOf(document.getElementById(element.dataset.media));
  const keys = keyMap(playhead);
  const open = () => {
    toggle.checked = !isOff();
    dialog.showModal();
  };

  element.querySelector("[data-open]").addEventListener("click", open);
  element.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  toggle.addEventListener("change", () => setOff(!toggle.checked));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (isField(event.target) || event.altKey) return;
    if (command) {
      const undoes = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
      if (undoes) run(event, () => edit(undoes));
      return;
    }
    if (isOff()) return;
    if (event.key === "?") run(event, open);
    else if (keys[event.key] && !isBusy(event)) run(event, () => keys[event.key](event));
    else if (keys[event.key.toLowerCase()] && !isBusy(event)) {
      run(event, () => keys[event.key.toLowerCase()](event));
    }
  });
}

function keyMap(playhead) {
  const shuttle = new Shuttle(playhead);
  const second = Math.round(1 / playhead.frame);
  const step = (direction) => ({ shiftKey }) => playhead.step(direction * (shiftKey ? second : 1));
  return {
    " ": () => playhead.toggle(),
    k: () => (playhead.media.paused ? playhead.toggle() : shuttle.stop()),
    j: () => shuttle.push(-1),
    l: () => shuttle.push(1),
    ",": step(-1),
    ".": step(1),
    ArrowLeft: step(-1),
    ArrowRight: step(1),
    Home: () => playhead.seek(0),
    End: () => playhead.seek(playhead.duration),
    i: () => edit("start"),
    o: () => edit("end"),
    s: () => edit("split"),
    n: () => edit("add"),
    Delete: () => edit("remove"),
    Backspace: () => edit("remove"),
    "[": () => edit("previous"),
    "]": () => edit("next"),
    "+": () => edit("in"),
    "=": () => edit("in"),
    "-": () => edit("out"),
    0: () => edit("all"),
  };
}

function edit(name) {
  document.dispatchEvent(new CustomEvent("edit", { detail: name }));
}

function run(event, action) {
  event.preventDefault();
  action();
}

// Where letters are typed, or a choice is made by arrows.
function isField(target) {
  return target.matches("input:not([type=checkbox], [type=button]), textarea, select, [contenteditable]");
}

// A button or a link with the focus is what Space and Enter press; a slider is what arrows move.
function isBusy({ key, target }) {
  if (key === " ") return target.matches("button, summary, a, [role=button], input");
  return key.startsWith("Arrow") && target.matches("[role=slider], summary");
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function setOff(off) {
  try {
    localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // Where nothing may be remembered, it holds as long as the page.
  }
}

// The marked segments as a list: typed, named, put in order, removed. Their field folds away below.

import { cutListOf } from "./cutlist.js";
import { say, words } from "./live.js";
import { carry } from "./reorder.js";
import { parseTimecode, timecode } from "./timecode.js";

const FIELDS = { start: "[data-edge=start]", end: "[data-edge=end]" };

export default function segments(element) {
  const list = cutListOf(element);
  if (list) new Segments(element, list);
}

class Segments {
  constructor(element, list) {
    this.element = element;
    this.list = list;
    this.place = element.querySelector("[data-rows]");
    this.pattern = element.querySelector("template[data-row]");
    this.frameRate = Number(element.dataset.frameRate) || 0;
    this.#foldFieldAway();
    element.querySelector("[data-add]").addEventListener("click", () => this.#add());
    list.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  #foldFieldAway() {
    const field = document.getElementById(this.element.dataset.lines).closest(".field");
    const details = this.element.querySelector("details");
    field.before(this.element);
    details.querySelector("[data-field-here]").append(field);
    // What is wrong with it must be seen.
    details.open = field.querySelector(".field__error") !== null;
  }

  #add() {
    document.dispatchEvent(new CustomEvent("edit", { detail: "add" }));
    this.place.children[this.list.selected]?.querySelector("[data-name]").focus();
  }

  #draw() {
    const { list, place } = this;
    while (place.children.length < list.segments.length) this.#addRow();
    while (place.children.length > list.segments.length) place.lastElementChild.remove();
    for (const [index, segment] of list.segments.entries()) this.#drawRow(index, segment);
    const total = list.kept.reduce((sum, { start, end }) => sum + end - start, 0);
    const told = this.element.querySelector("[data-total]");
    told.value = words(told, "total", { time: timecode(total) });
    setOff(this.element.querySelector("[data-add]"), !list.canAdd);
  }

  #addRow() {
    const row = this.pattern.content.firstElementChild.cloneNode(true);
    const index = () => [...this.place.children].indexOf(row);
    const on = (part, name, action) => row.querySelector(part).addEventListener(name, action);
    const { list } = this;
    for (const part of row.querySelectorAll("[aria-label]")) part.dataset.label = part.ariaLabel;
    this.place.append(row);
    row.addEventListener("focusin", () => list.select(index()));
    on("[data-name]", "input", (event) => list.rename(index(), event.target.value));
    on("[data-up]", "click", () => this.#move(index(), -1));
    on("[data-down]", "click", () => this.#move(index(), 1));
    on("[data-remove]", "click", () => this.#remove(index()));
    for (const edge of ["start", "end"]) {
      on(FIELDS[edge], "change", ({ target }) => this.#setEdge(index(), edge, target));
      on(FIELDS[edge], "keydown", (event) => this.#typed(event, index(), edge));
    }
    carry(row.querySelector("[data-grip]"), row, (to) => list.move(index(), to));
  }

  #drawRow(index, { start, end, name }) {
    const row = this.place.children[index];
    const number = index + 1;
    const isSelected = index === this.list.selected;
    row.classList.toggle("segment--selected", isSelected);
    row.querySelector("[data-number]").textContent = number;
    row.querySelector("[data-length]").value = timecode(end - start);
    row.querySelector("[data-grip]").setAttribute("aria-pressed", String(isSelected));
    show(row.querySelector("[data-name]"), name);
    show(row.querySelector(FIELDS.start), timecode(start));
    show(row.querySelector(FIELDS.end), timecode(end));
    setOff(row.querySelector("[data-up]"), index === 0);
    setOff(row.querySelector("[data-down]"), index === this.list.segments.length - 1);
    setOff(row.querySelector("[data-remove]"), !this.list.canRemove);
    for (const part of row.querySelectorAll("[data-label]")) {
      part.setAttribute("aria-label", part.dataset.label.replace("{number}", number));
    }
  }

  #move(from, step) {
    const to = from + step;
    if (!this.list.segments[to]) return;
    this.list.move(from, to);
    this.place.children[to].querySelector(step < 0 ? "[data-up]" : "[data-down]").focus();
    say(this.element, "moved", { number: to + 1 });
  }

  #remove(index) {
    if (!this.list.remove(index)) return;
    this.place.children[this.list.selected].querySelector("[data-remove]").focus();
    say(this.element, "removed", { count: this.list.segments.length });
  }

  #setEdge(index, edge, input) {
    const segment = this.list.segments[index];
    const seconds = parseTimecode(input.value, this.frameRate);
    const wanted = { ...segment, [edge]: seconds };
    const isWrong = seconds === null || wanted.start >= wanted.end || wanted.start >= this.list.duration;
    if (isWrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    this.#tellWrong(isWrong);
    if (isWrong) return;
    if (edge === "start") this.list.setStart(index, seconds);
    else this.list.setEnd(index, seconds);
    input.value = timecode(this.list.segments[index][edge]);
  }

  // Enter takes over what was typed, instead of sending the form; arrows move by one picture.
  #typed(event, index, edge) {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key !== "Enter" && !direction) return;
    event.preventDefault();
    const { target } = event;
    if (direction) {
      const frame = this.frameRate ? 1 / this.frameRate : 0.01;
      target.value = timecode(this.list.segments[index][edge] + direction * frame);
    }
    this.#setEdge(index, edge, target);
  }

  #tellWrong(isWrong) {
    const place = this.element.querySelector("[data-wrong]");
    place.hidden = !isWrong;
    place.querySelector("[data-wrong-words]").textContent = isWrong ? words(this.element, "wrong") : "";
    if (isWrong) say(this.element, "wrong");
  }
}

// What somebody is typing is left alone.
function show(input, text) {
  if (document.activeElement !== input) {
    input.value = text;
    input.removeAttribute("aria-invalid");
  }
}

function setOff(button, isOff) {
  if (isOff) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

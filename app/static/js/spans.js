// The marked segments on a timeline: one box each, and two edges to hold for the selected one.

import { words } from "./live.js";
import { timecode } from "./timecode.js";

// Narrower than this, the edges of a segment are held from outside.
const NARROW_PIXELS = 44;
const TINY_PIXELS = 28;
const VEIL = 0.62;

// Lies over what will be gone.
export class Veil {
  constructor(canvas, timeline) {
    this.canvas = canvas;
    this.timeline = timeline;
  }

  draw(scale, pen, width, height) {
    const { list } = this.timeline;
    const { removes } = list;
    this.timeline.element.classList.toggle("timeline--removes", removes);
    pen.globalAlpha = VEIL;
    if (!removes) pen.fillRect(0, 0, width, height);
    for (const { start, end } of list.segments) {
      const x = scale.x(start);
      if (removes) pen.fillRect(x, 0, scale.x(end) - x, height);
      else pen.clearRect(x, 0, scale.x(end) - x, height);
    }
    pen.globalAlpha = 1;
  }
}

export class Spans {
  #boxes = [];

  constructor(timeline) {
    this.timeline = timeline;
    this.place = timeline.element.querySelector("[data-spans]");
    this.pattern = timeline.element.querySelector("template[data-span]");
    this.marks = timeline.element.querySelector("[data-landings]");
  }

  draw() {
    const { list, scale } = this.timeline;
    while (this.#boxes.length < list.segments.length) this.#add();
    while (this.#boxes.length > list.segments.length) this.#boxes.pop().remove();
    for (const [index, segment] of list.segments.entries()) this.#place(index, segment, scale);
    this.#drawLandings(scale);
  }

  #add() {
    const box = this.pattern.content.firstElementChild.cloneNode(true);
    const index = this.#boxes.push(box) - 1;
    box.dataset.index = index;
    box.querySelector("[data-number]").textContent = index + 1;
    for (const edge of box.querySelectorAll("[data-edge]")) {
      const { element } = this.timeline;
      edge.setAttribute("aria-label", words(element, edge.dataset.edge, { number: index + 1 }));
      edge.setAttribute("aria-valuemin", 0);
      edge.setAttribute("aria-valuemax", this.timeline.duration);
    }
    this.place.append(box);
  }

  #place(index, { start, end }, scale) {
    const box = this.#boxes[index];
    const isSelected = index === this.timeline.list.selected;
    const pixels = stretch(box, scale, start, end);
    box.classList.toggle("span--selected", isSelected);
    box.classList.toggle("span--narrow", pixels < NARROW_PIXELS);
    box.classList.toggle("span--tiny", pixels < TINY_PIXELS);
    for (const edge of box.querySelectorAll("[data-edge]")) {
      const seconds = edge.dataset.edge === "start" ? start : end;
      edge.tabIndex = isSelected ? 0 : -1;
      edge.hidden = !isSelected || seconds < scale.start || seconds > scale.end;
      edge.setAttribute("aria-valuenow", seconds.toFixed(3));
      edge.setAttribute("aria-valuetext", timecode(seconds));
    }
  }

  #drawLandings(scale) {
    const { landings } = this.timeline;
    while (this.marks.children.length < landings.length) {
      this.marks.append(Object.assign(document.createElement("div"), { className: "landing" }));
    }
    while (this.marks.children.length > landings.length) this.marks.lastElementChild.remove();
    for (const [index, [start, end]] of landings.entries()) {
      stretch(this.marks.children[index], scale, start, end);
    }
  }
}

// Puts a box where its time is in view, in shares of the view, so that it holds while that is
// resized; returns how many pixels wide it is.
function stretch(box, scale, start, end) {
  const [left, right] = [start, end].map((each) => Math.min(Math.max(scale.share(each), 0), 1));
  box.hidden = end < scale.start || start > scale.end;
  box.style.left = `${left * 100}%`;
  box.style.width = `${(right - left) * 100}%`;
  return (right - left) * scale.width;
}

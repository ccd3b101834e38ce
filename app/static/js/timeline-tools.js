// The buttons around a timeline, and the bar that shows which part of the whole is in view.

import { timecode } from "./timecode.js";

const ZOOM = 1.6;

export class Tools {
  constructor(timeline) {
    this.timeline = timeline;
    this.buttons = [...timeline.element.querySelectorAll("[data-do]")];
    this.overview = timeline.element.querySelector("[data-overview]");
    this.thumb = this.overview?.firstElementChild;
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        // Still to be reached, so that the focus is not lost; it only does nothing.
        if (button.getAttribute("aria-disabled") !== "true") act(timeline, button.dataset.do);
      });
    }
    this.overview?.addEventListener("pointerdown", (event) => this.#grab(event));
    document.addEventListener("edit", ({ detail }) => act(timeline, detail));
  }

  draw() {
    const { list, scale } = this.timeline;
    const off = {
      undo: !list?.canUndo,
      redo: !list?.canRedo,
      add: !list?.canAdd,
      split: !list?.canAdd,
      out: scale.isWhole,
      all: scale.isWhole,
      in: scale.span <= scale.closest,
    };
    for (const button of this.buttons) {
      const isOff = off[button.dataset.do] ?? false;
      if (isOff) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    if (!this.overview) return;
    this.overview.classList.toggle("overview--whole", scale.isWhole);
    this.thumb.style.left = `${(scale.start / scale.duration) * 100}%`;
    this.thumb.style.width = `${(scale.span / scale.duration) * 100}%`;
  }

  #grab(event) {
    const { scale } = this.timeline;
    const perPixel = scale.duration / this.overview.clientWidth;
    const rect = this.overview.getBoundingClientRect();
    this.overview.setPointerCapture(event.pointerId);
    if (event.target !== this.thumb) {
      scale.moveTo((event.clientX - rect.left) * perPixel - scale.span / 2);
      this.timeline.draw();
    }
    const [from, start] = [event.clientX, scale.start];
    const move = ({ clientX }) => {
      scale.moveTo(start + (clientX - from) * perPixel);
      this.timeline.draw();
    };
    const end = () => this.overview.removeEventListener("pointermove", move);
    this.overview.addEventListener("pointermove", move);
    this.overview.addEventListener("pointerup", end, { once: true });
    this.overview.addEventListener("pointercancel", end, { once: true });
  }
}

// What buttons and keys do to the segments, and says what became of it.
export function act(timeline, name) {
  const { list, playhead } = timeline;
  const seconds = Math.min(playhead.seconds, timeline.duration);
  const time = timecode(seconds);
  const number = () => list.selected + 1;
  const actions = {
    in: () => timeline.zoom(ZOOM),
    out: () => timeline.zoom(1 / ZOOM),
    all: () => timeline.zoomOut(),
  };
  if (list) {
    Object.assign(actions, {
      undo: () => list.canUndo && (list.undo(), timeline.say("undone")),
      redo: () => list.canRedo && (list.redo(), timeline.say("redone")),
      start: () => {
        list.setStart(list.selected, seconds);
        timeline.say("startSet", { number: number(), time });
      },
      end: () => {
        list.setEnd(list.selected, seconds);
        timeline.say("endSet", { number: number(), time });
      },
      add: () => list.add(seconds) && timeline.say("added", { number: number(), time }),
      split: () => timeline.say(list.split(seconds) ? "split" : "notSplit", { time }),
      remove: () => list.remove(list.selected) && timeline.say("removed", { count: list.segments.length }),
      previous: () => list.select(list.selected - 1),
      next: () => list.select(list.selected + 1),
    });
  }
  actions[name]?.();
}

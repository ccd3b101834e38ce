// Marks of time, and of the pictures at which a file can be cut without encoding anything.

import { timecode } from "./timecode.js";

const LEAST_PIXELS = 84;
// Closer than this, marks would be a bar.
const LEAST_KEYFRAME_PIXELS = 4;

export class Ruler {
  keyframes = [];

  constructor(canvas) {
    this.canvas = canvas;
  }

  draw(scale, pen, width, height) {
    const step = scale.step(LEAST_PIXELS);
    const style = getComputedStyle(this.canvas);
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    pen.textBaseline = "top";
    this.#drawKeyframes(scale, pen, width, height, style.stroke);
    pen.fillStyle = style.color;
    for (let i = Math.floor(scale.start / step); i * step <= scale.end; i += 1) {
      const x = Math.round(scale.x(i * step));
      pen.fillRect(x, 0, 1, height);
      pen.fillText(short(i * step, step), x + 4, 1);
    }
    const small = step / 5;
    for (let i = Math.ceil(scale.start / small); i * small <= scale.end; i += 1) {
      if (i % 5) pen.fillRect(Math.round(scale.x(i * small)), height - 4, 1, 4);
    }
  }

  #drawKeyframes(scale, pen, width, height, colour) {
    const shown = this.keyframes.filter((each) => each >= scale.start && each <= scale.end);
    if (width / Math.max(shown.length, 1) < LEAST_KEYFRAME_PIXELS) return;
    pen.fillStyle = colour;
    for (const each of shown) pen.fillRect(Math.round(scale.x(each)) - 1, height - 8, 2, 8);
  }
}

// No more digits than the marks need.
function short(seconds, step) {
  const text = timecode(seconds);
  if (step >= 1) return text.slice(0, -4);
  return step >= 0.1 ? text.slice(0, -2) : text.slice(0, -1);
}

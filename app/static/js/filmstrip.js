// Pictures of a film side by side, drawn from one sprite sheet; where it is zoomed into, from
// another one of what is in view.

import { Finer } from "./finer.js";
import { preview } from "./previews.js";

// As many as the service draws at once.
const MOST_PICTURES = 150;

export class Filmstrip {
  #whole = null;
  #finer = null;
  // Called when there is more to draw than before.
  changed = () => {};

  constructor(canvas) {
    this.canvas = canvas;
  }

  async load(address, duration) {
    this.#finer = new Finer(duration, (wish) => sheetOf(address, wish), () => this.changed());
    this.#whole = await sheetOf(address, { start: 0, end: duration }, null);
  }

  draw(scale, pen, width, height) {
    if (!this.#whole) return;
    const { tile_width: tileWidth, tile_height: tileHeight } = this.#whole;
    const step = (height * tileWidth) / tileHeight;
    const between = scale.seconds(step);
    if (between < (this.#whole.end - this.#whole.start) / this.#whole.times.length) {
      this.#finer.want(scale, (span) => Math.min(Math.ceil(span / between), MOST_PICTURES));
    }
    const { picture, columns, times } = this.#finer.at(scale) ?? this.#whole;
    // Tiles stand still on the time, and do not swim while the view moves.
    const offset = ((scale.start / scale.span) * width) % step;
    for (let x = -offset; x < width; x += step) {
      const tile = nearest(times, scale.at(x + step / 2));
      const [left, top] = [(tile % columns) * tileWidth, Math.floor(tile / columns) * tileHeight];
      pen.drawImage(picture, left, top, tileWidth, tileHeight, x, 0, step, height);
    }
  }
}

// A sheet with the pictures of a part, and what the service tells of it.
async function sheetOf(address, part, parameters = part) {
  const { answer, facts } = await preview(address, { parameters });
  const picture = await createImageBitmap(await answer.blob());
  const count = facts.count || 1;
  const times = Array.isArray(facts.times)
    ? facts.times
    : Array.from({ length: count }, (_, i) => part.start + ((i + 0.5) * (part.end - part.start)) / count);
  return { ...facts, ...part, picture, times };
}

// The position in a rising list whose value lies nearest.
export function nearest(values, wanted) {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - values[low - 1] < values[low] - wanted ? low - 1 : low;
}

// Loudness over time, drawn from pairs of the lowest and highest value of each moment. Until they
// are made, a first look is shown; where it is zoomed into, finer pairs are fetched.

import { Finer } from "./finer.js";
import { preview } from "./previews.js";

const LOOK_AFTER_MS = 500;
const LOOK = { glance: true, count: 2000 };
// Finer than this, pairs would be single samples.
const MOST_PER_SECOND = 8000;
const MOST_PAIRS = 16_000;
const MOST_GAIN = 5;

export class Waveform {
  #peaks = null;
  #finer = null;
  // Called when there is more to draw than before.
  changed = () => {};

  constructor(canvas) {
    this.canvas = canvas;
  }

  async load(address, duration) {
    this.address = address;
    this.duration = duration;
    this.#finer = new Finer(duration, (wish) => this.#fetched(wish), () => this.changed());
    const whole = this.#fetched(null).then((peaks) => {
      this.#peaks = peaks;
      this.changed();
    });
    // What is not there at once is still being made.
    const look = new Promise((done) => setTimeout(done, LOOK_AFTER_MS)).then(async () => {
      const peaks = this.#peaks ?? (await this.#fetched(LOOK));
      this.#peaks ??= peaks;
    });
    return Promise.any([whole, look]);
  }

  async #fetched(parameters) {
    const { answer, facts } = await preview(this.address, { parameters });
    const values = new Int8Array(await answer.arrayBuffer());
    const { start_seconds: start = 0, end_seconds: end = this.duration } = facts;
    // What is quiet as a whole is drawn larger: where it changes is what people look for.
    const loudest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const gain = Math.min(127 / loudest, MOST_GAIN);
    return { values, start, end, gain, count: values.length >> 1 };
  }

  draw(scale, pen, width, height) {
    if (!this.#peaks) return;
    const wanted = Math.min(width / scale.span, MOST_PER_SECOND);
    if (this.#peaks.count / (this.#peaks.end - this.#peaks.start) < wanted) {
      this.#finer.want(scale, (span) => Math.ceil(Math.min(span * wanted * 2, MOST_PAIRS)));
    }
    const { values, start, end, count } = this.#finer.at(scale) ?? this.#peaks;
    const perSecond = count / (end - start);
    const middle = height / 2;
    const unit = (this.#peaks.gain * middle) / 128;
    pen.beginPath();
    for (let x = 0; x < width; x += 1) {
      const first = Math.floor((scale.at(x) - start) * perSecond);
      const last = Math.max(Math.ceil((scale.at(x + 1) - start) * perSecond), first + 1);
      if (last <= 0 || first >= count) continue;
      let [low, high] = [0, 0];
      for (let i = Math.max(first, 0); i < Math.min(last, count); i += 1) {
        low = Math.min(low, values[2 * i]);
        high = Math.max(high, values[2 * i + 1]);
      }
      // Silence is a line, too.
      const top = middle - high * unit - 0.5;
      pen.rect(x, top, 1, middle - low * unit + 0.5 - top);
    }
    pen.fill();
  }
}

// A finer part of what a timeline shows, fetched where somebody has zoomed in and stays a moment.

const PAUSE_MS = 250;

export class Finer {
  #part = null;
  #wish = "";
  #timer = 0;

  // `fetched` returns a part with its `start` and `end`, given what to ask for; `changed` is
  // called when there is a new one.
  constructor(duration, fetched, changed) {
    Object.assign(this, { duration, fetched, changed });
  }

  // The part, if all that is in view lies in it.
  at(scale) {
    const part = this.#part;
    return part && part.start <= scale.start && part.end >= Math.min(scale.end, this.duration) - 0.001
      ? part
      : null;
  }

  // Asks for what is in view, and a little more on both sides; `countOf` tells how much of it
  // makes up a span.
  want(scale, countOf) {
    const span = 2 ** Math.ceil(Math.log2(scale.span)) * 2;
    const start = Math.max(Math.floor(scale.start / (span / 4)) * (span / 4), 0);
    const wish = { start, end: Math.min(start + span, this.duration) };
    wish.count = countOf(wish.end - wish.start);
    const name = `${wish.start} ${wish.end}`;
    if (name === this.#wish) return;
    this.#wish = name;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      // Without a finer one, the coarse stays.
      const part = await this.fetched(wish).catch(() => null);
      if (name !== this.#wish) return;
      this.#part = part;
      this.changed();
    }, PAUSE_MS);
  }
}

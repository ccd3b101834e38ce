// How fast bytes flow, over the last seconds, so that the number neither jumps nor lags.

const WINDOW_MS = 5000;

export class SpeedMeter {
  #samples = [];

  // Takes the bytes sent so far; returns bytes per second, 0 while nothing can be said.
  add(bytes) {
    const now = performance.now();
    this.#samples.push([now, bytes]);
    while (this.#samples.length > 2 && now - this.#samples[0][0] > WINDOW_MS) this.#samples.shift();
    const [since, before] = this.#samples[0];
    return now - since < 500 ? 0 : ((bytes - before) * 1000) / (now - since);
  }

  reset() {
    this.#samples = [];
  }
}

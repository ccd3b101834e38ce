// J K L: each further press is faster. Browsers do not play backwards, so that is done by seeking.

const FASTEST = 8;

export class Shuttle {
  #speed = 0;
  #timer = 0;

  constructor(playhead) {
    this.playhead = playhead;
    playhead.media.addEventListener("pause", () => {
      if (this.#speed > 0) this.#speed = 0;
    });
  }

  // Goes faster in a direction (1 or -1), or begins there if it went the other way.
  push(direction) {
    const isOn = Math.sign(this.#speed) === direction;
    const before = direction > 0 && !this.playhead.media.paused ? Math.max(this.#speed, 1) : this.#speed;
    const next = isOn || before > 0 === direction > 0 ? before * 2 || direction : direction;
    this.#go(Math.min(Math.max(next, -FASTEST), FASTEST));
  }

  stop() {
    this.#go(0);
    this.playhead.media.pause();
  }

  #go(speed) {
    const { media } = this.playhead;
    cancelAnimationFrame(this.#timer);
    this.#speed = 0;
    if (speed < 0) media.pause();
    this.#speed = speed;
    if (speed > 0) {
      media.playbackRate = speed;
      media.play().catch(() => {});
    }
    if (speed < 0) this.#backwards(media.currentTime, performance.now());
  }

  #backwards(from, since) {
    this.#timer = requestAnimationFrame((now) => {
      const seconds = from + ((now - since) / 1000) * this.#speed;
      this.playhead.seek(seconds);
      if (seconds > 0 && this.#speed < 0) this.#backwards(from, since);
    });
  }
}

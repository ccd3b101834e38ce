// Where a player stands, and how it is brought elsewhere. A player that is still on its way gets
// only the newest wish, so that dragging never queues up.

// Half a picture off is the same picture; a rounded time may lie a hair before the next one.
const NUDGE_SECONDS = 0.0005;

export class Playhead extends EventTarget {
  #shown = null;
  #wish = null;

  constructor(media) {
    super();
    this.media = media;
    this.frameRate = Number(media.dataset.frameRate) || 0;
    this.duration = Number(media.dataset.duration) || 0;
    for (const name of ["timeupdate", "seeking", "loadedmetadata", "play", "pause", "ended"]) {
      media.addEventListener(name, () => this.#tell());
    }
    media.addEventListener("seeked", () => this.#goOn());
    this.#watchPictures();
  }

  // The time at which the picture that is shown begins; of sound, where it stands.
  get seconds() {
    const asked = this.#wish ?? this.media.currentTime;
    if (!this.frameRate || !this.media.paused) return asked;
    const isFresh = this.#shown !== null && Math.abs(asked - this.#shown) < 1.5 / this.frameRate;
    const seen = isFresh && this.#wish === null && !this.media.seeking;
    return seen ? this.#shown : this.frameStart(asked);
  }

  // One picture, or where there are none, a hundredth of a second.
  get frame() {
    return this.frameRate ? 1 / this.frameRate : 0.01;
  }

  frameStart(seconds) {
    if (!this.frameRate) return seconds;
    return Math.floor((seconds + NUDGE_SECONDS) * this.frameRate) / this.frameRate;
  }

  seek(seconds) {
    const target = Math.min(Math.max(seconds, 0), this.duration || Infinity);
    if (this.media.readyState === HTMLMediaElement.HAVE_NOTHING || this.media.seeking) {
      this.#wish = target;
    } else {
      this.#go(target);
    }
    this.#tell();
  }

  step(frames) {
    this.media.pause();
    this.seek(this.seconds + frames * this.frame);
  }

  toggle() {
    if (!this.media.paused) {
      this.media.pause();
      return;
    }
    if (this.media.ended) this.seek(0);
    this.media.play().catch(() => {});
  }

  #go(seconds) {
    this.#wish = null;
    this.#shown = null;
    // Into the picture, not on its edge, where browsers may show the one before.
    const into = this.frameRate ? Math.min(0.25 / this.frameRate, 0.005) : 0;
    this.media.currentTime = seconds + into;
  }

  #goOn() {
    if (this.#wish !== null) this.#go(this.#wish);
    this.#tell();
  }

  #watchPictures() {
    const { media } = this;
    if (!media.requestVideoFrameCallback) return;
    const note = (_, { mediaTime }) => {
      this.#shown = mediaTime;
      media.requestVideoFrameCallback(note);
      if (media.paused) this.#tell();
    };
    media.requestVideoFrameCallback(note);
  }

  #tell() {
    this.dispatchEvent(new Event("move"));
  }
}

const playheads = new WeakMap();

// The one playhead of a player, for all modules that move it.
export function playheadOf(media) {
  if (!playheads.has(media)) playheads.set(media, new Playhead(media));
  return playheads.get(media);
}

// Which part of a time a width of pixels shows.

// Steps of a ruler, in seconds, that people can count with.
const STEPS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
];

export class Scale {
  start = 0;
  width = 1;

  // `closest` is the least that may fill the width, in seconds.
  constructor(duration, closest = 1) {
    this.duration = duration;
    this.closest = Math.min(closest, duration);
    this.span = duration;
  }

  get end() {
    return this.start + this.span;
  }

  get isWhole() {
    return this.span >= this.duration;
  }

  // How many times larger than the whole.
  get zoom() {
    return this.duration / this.span;
  }

  // From 0 at the start of the view to 1 at its end.
  share(seconds) {
    return (seconds - this.start) / this.span;
  }

  x(seconds) {
    return this.share(seconds) * this.width;
  }

  at(x) {
    return this.start + (x / this.width) * this.span;
  }

  // Seconds that so many pixels stand for.
  seconds(pixels) {
    return (pixels / this.width) * this.span;
  }

  // Makes things `factor` times larger, around a time that stays where it is.
  zoomBy(factor, seconds) {
    const share = (seconds - this.start) / this.span;
    this.span = Math.min(Math.max(this.span / factor, this.closest), this.duration);
    this.moveTo(seconds - share * this.span);
  }

  moveTo(start) {
    this.start = Math.min(Math.max(start, 0), this.duration - this.span);
  }

  // Brings a time into view, with some room before it; tells whether anything moved.
  show(seconds) {
    if (seconds >= this.start && seconds <= this.end) return false;
    const before = this.start;
    this.moveTo(seconds - this.span / 8);
    return this.start !== before;
  }

  // The distance of the ruler's marks that leaves each at least so many pixels.
  step(pixels) {
    const least = this.seconds(pixels);
    return STEPS.find((each) => each >= least) ?? STEPS.at(-1);
  }
}

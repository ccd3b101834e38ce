// The time of a recording from left to right: what is seen and heard when, what is marked, where
// the player stands. Works for whatever the element names: pictures (`data-filmstrip`), sound
// (`data-peaks`), keyframes (`data-keyframes`), the field of the form that it marks segments in
// (`data-lines`, or `data-start` and `data-end`), and the player (`data-media`).

import { cutListOf } from "./cutlist.js";
import { Filmstrip } from "./filmstrip.js";
import { say } from "./live.js";
import { playheadOf } from "./playhead.js";
import { preview } from "./previews.js";
import { Ruler } from "./ruler.js";
import { Scale } from "./scale.js";
import { Spans, Veil } from "./spans.js";
import { timecode } from "./timecode.js";
import { follow } from "./timeline-gestures.js";
import { Tools } from "./timeline-tools.js";
import { Waveform } from "./waveform.js";

const CLOSEST_SECONDS = 1;
// What drawing may take of the time between two pictures of the screen.
const MOST_MS = 6;

export default function timeline(element) {
  new Timeline(element);
}

export class Timeline {
  #isDue = false;
  // What is to be drawn besides the playhead, which moves with every picture of a film.
  #stale = new Set();

  constructor(element) {
    this.element = element;
    this.view = element.querySelector("[data-view]");
    this.head = element.querySelector("[data-playhead]");
    this.duration = Number(element.dataset.duration);
    this.scale = new Scale(this.duration, CLOSEST_SECONDS);
    this.playhead = playheadOf(document.getElementById(element.dataset.media));
    this.list = cutListOf(element);
    this.landings = [];
    this.ruler = new Ruler(element.querySelector("[data-ruler]"));
    // What shows the recording, and what shows the segments.
    this.layers = [this.ruler];
    this.marks = [new Tools(this)];
    if (this.list) this.marks.push(new Spans(this));
    const veil = element.querySelector("[data-veil]");
    if (veil && this.list) this.marks.push(new Veil(veil, this));
    this.#load();
    follow(this);
    this.#listen();
  }

  get keyframes() {
    return this.ruler.keyframes;
  }

  // Draws all, or some of it, before the next picture of the screen, however often it is asked.
  draw(parts = [...this.layers, ...this.marks]) {
    for (const each of parts) this.#stale.add(each);
    this.#drawSoon();
  }

  #drawSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  zoom(factor, seconds = this.playhead.seconds) {
    this.scale.zoomBy(factor, seconds);
    this.draw();
  }

  zoomOut() {
    this.scale.span = this.duration;
    this.scale.moveTo(0);
    this.draw();
  }

  pan(seconds) {
    this.scale.moveTo(this.scale.start + seconds);
    this.draw();
  }

  // Where the result of the plan would really begin and end: [[start, end], …].
  land(spans) {
    this.landings = spans;
    this.draw(this.marks);
  }

  say(name, values) {
    say(this.element, name, values);
  }

  #listen() {
    new ResizeObserver(() => this.draw()).observe(this.view);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.list?.addEventListener("change", () => this.draw(this.marks));
    this.playhead.addEventListener("move", () => this.#moved());
    document.addEventListener("plan", ({ detail }) => {
      if (detail.operation === this.element.dataset.marks) this.land(detail.landings);
    });
  }

  #moved() {
    const { media, seconds } = this.playhead;
    if (!media.seeking && this.scale.show(seconds)) this.draw();
    else this.#drawSoon();
  }

  #load() {
    const { filmstrip, peaks, keyframes } = this.element.dataset;
    const quietly = (name) => () => this.element.querySelector(name)?.classList.add("track--none");
    if (filmstrip) this.#fill(new Filmstrip(this.element.querySelector("[data-film]")), filmstrip);
    if (peaks) this.#fill(new Waveform(this.element.querySelector("[data-wave]")), peaks);
    if (!keyframes) return;
    preview(keyframes)
      .then(({ answer }) => answer.json())
      .then((told) => {
        this.ruler.keyframes = Array.isArray(told) ? told : told.times;
        this.draw([this.ruler]);
      })
      .catch(quietly("[data-ruler]"));
  }

  #fill(layer, address) {
    layer.changed = () => this.draw([layer]);
    layer
      .load(address, this.duration)
      .then(() => {
        this.layers.push(layer);
        layer.changed();
      })
      .catch(() => layer.canvas.classList.add("track--none"))
      .finally(() => layer.canvas.classList.remove("track--waiting"));
  }

  #draw() {
    this.scale.width = this.view.clientWidth || 1;
    const begun = performance.now();
    for (const part of this.#stale) {
      // The rest comes with the next picture of the screen: whoever taps is heard before.
      if (performance.now() - begun > MOST_MS) {
        this.#drawSoon();
        break;
      }
      this.#stale.delete(part);
      if (part.canvas) paint(part, this.scale);
      else part.draw();
    }
    this.#drawHead();
    // A playing film moves between the events of its player.
    if (!this.playhead.media.paused) this.#drawSoon();
  }

  #drawHead() {
    const { seconds, media } = this.playhead;
    const share = this.scale.share(seconds);
    this.head.hidden = share < -0.001 || share > 1.001;
    this.head.style.left = `${share * 100}%`;
    // While it plays, a screen reader would never come to an end.
    if (!media.paused && this.head.hasAttribute("aria-valuetext")) return;
    this.head.setAttribute("aria-valuenow", seconds.toFixed(3));
    this.head.setAttribute("aria-valuetext", timecode(seconds));
  }
}

// As sharp as the screen, whatever its pixels.
function paint(layer, scale) {
  const { canvas } = layer;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
  layer.draw(scale, pen, width, height);
}

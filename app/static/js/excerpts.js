// Shows a film that the browser cannot play in short pieces, which the service makes as they are
// wanted: the first picture comes within seconds, however long the film is.

import { preview } from "./previews.js";

const PIECE_SECONDS = 8;
// The next piece is asked for when so little of this one is left.
const AHEAD_SECONDS = 5;
const PICTURES = "avc1.64001f";
const SOUND = "mp4a.40.2";

export function canShowPieces() {
  return "MediaSource" in window && MediaSource.isTypeSupported(`video/mp4; codecs="${PICTURES}"`);
}

export class Excerpts {
  #have = new Set();
  #ways = new AbortController();
  #source = new MediaSource();
  #buffer = null;

  constructor(media, address, { duration, hasSound }) {
    this.media = media;
    this.address = address;
    this.duration = duration;
    this.codecs = hasSound ? `${PICTURES}, ${SOUND}` : PICTURES;
    this.url = URL.createObjectURL(this.#source);
    this.#source.addEventListener("sourceopen", () => this.#open(), { once: true });
    media.src = this.url;
  }

  stop() {
    this.#ways.abort();
    URL.revokeObjectURL(this.url);
  }

  #open() {
    const { signal } = this.#ways;
    this.#source.duration = this.duration;
    this.#buffer = this.#source.addSourceBuffer(`video/mp4; codecs="${this.codecs}"`);
    for (const name of ["seeking", "timeupdate"]) {
      this.media.addEventListener(name, () => this.#lookAhead(), { signal });
    }
    this.#lookAhead();
  }

  async #lookAhead() {
    const now = this.media.currentTime;
    await this.#bring(Math.floor(now / PIECE_SECONDS));
    await this.#bring(Math.floor((now + AHEAD_SECONDS) / PIECE_SECONDS));
  }

  async #bring(piece) {
    const start = piece * PIECE_SECONDS;
    if (this.#have.has(piece) || start >= this.duration) return;
    this.#have.add(piece);
    try {
      const parameters = { start, seconds: Math.min(PIECE_SECONDS, this.duration - start) };
      const { signal } = this.#ways;
      const { answer } = await preview(this.address, { parameters, signal });
      await this.#append(await answer.arrayBuffer(), start);
    } catch {
      // Asked for again when somebody comes by here the next time.
      this.#have.delete(piece);
    }
  }

  // One after the other: a buffer takes nothing while it is at work.
  async #append(bytes, start) {
    const idle = () => new Promise((done) => this.#buffer.addEventListener("updateend", done, { once: true }));
    while (this.#buffer.updating) await idle();
    this.#buffer.timestampOffset = start;
    this.#buffer.appendBuffer(bytes);
    await idle();
  }
}

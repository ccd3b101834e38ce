// One file on its way up: sent by tus, paused, resumed, cancelled, and told of in its own row.

import { remaining, size } from "./amounts.js";
import { words } from "./live.js";
import { SpeedMeter } from "./speed.js";

const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10000, 20000];
const SAID_EVERY_MS = 15000;

export class Item {
  constructor(page, { filename, sizeBytes, file = null, url = null, arrived = 0 }) {
    Object.assign(this, { page, filename, sizeBytes, file, url });
    this.state = file ? "waiting" : "unfinished";
    this.speed = new SpeedMeter();
    this.draw();
    this.showProgress(arrived);
    if (file && file.size > Number(page.section.dataset.maxBytes)) {
      this.fail(this.words("tooLarge", { limit: size(Number(page.section.dataset.maxBytes)) }));
    } else if (file && file.size === 0) {
      this.fail(this.words("empty"));
    } else if (file) {
      this.tell(this.words("waiting"));
    } else {
      this.tell(this.words("unfinished", { size: size(arrived) }));
    }
    this.showButtons();
  }

  words(name, values) {
    return words(this.page.section, name, values);
  }

  get isRunning() {
    return this.state === "running" || this.state === "lost";
  }

  isSameAs(file) {
    return this.state === "unfinished" && file.name === this.filename && file.size === this.sizeBytes;
  }

  draw() {
    this.element = this.page.template.content.firstElementChild.cloneNode(true);
    this.parts = Object.fromEntries(
      ["name", "size", "bar", "state", "said", "pause", "resume", "cancel", "link"].map((name) => [
        name,
        this.element.querySelector(`[data-${name}]`),
      ]),
    );
    this.parts.name.textContent = this.filename;
    this.parts.size.textContent = size(this.sizeBytes);
    this.parts.bar.setAttribute("aria-label", this.filename);
    for (const name of ["pause", "resume", "cancel"]) {
      this.parts[name].addEventListener("click", () => this[name]());
    }
    this.page.list.append(this.element);
  }

  continueWith(file) {
    this.file = file;
    this.state = "waiting";
    this.tell(this.words("waiting"));
    this.showButtons();
  }

  async run() {
    this.state = "running";
    this.tell(this.words("starting"));
    this.showButtons();
    this.tus = new window.tus.Upload(this.file, {
      endpoint: this.page.section.dataset.endpoint,
      uploadUrl: this.url,
      headers: this.page.headers,
      metadata: { filename: this.filename, service: this.page.section.dataset.service },
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => this.mayRetry(error),
      onProgress: (sent) => this.showProgress(sent, true),
      onAfterResponse: (request, response) => {
        this.fileId = response.getHeader("Upload-File") ?? this.fileId;
        // The library takes any failed question for the offset to mean that the upload is gone,
        // and begins anew. A server that is away for a moment still has it: ask again.
        if (request.getMethod() === "HEAD" && response.getStatus() >= 500) {
          throw new Error(`no offset: ${response.getStatus()}`);
        }
      },
      onUploadUrlAvailable: () => {
        this.url = this.tus.url;
      },
      onSuccess: () => this.succeed(),
      onError: (error) => this.meet(error),
    });
    if (!this.url) {
      const [previous] = await this.tus.findPreviousUploads();
      if (previous) this.tus.resumeFromPreviousUpload(previous);
    }
    // Cancelled or paused while looking for an earlier attempt.
    if (this.state === "running") this.tus.start();
  }

  pause() {
    this.tus?.abort();
    this.state = "paused";
    this.speed.reset();
    this.tell(this.words("paused"));
    this.showButtons();
    this.parts.resume.focus();
    this.page.next();
  }

  resume() {
    this.state = "waiting";
    this.tell(this.words("waiting"));
    this.showButtons();
    this.page.next();
    if (!this.parts.pause.hidden) this.parts.pause.focus();
  }

  reconnect() {
    if (this.state !== "lost") return;
    this.state = "running";
    this.tus.start();
  }

  async cancel() {
    const wasRunning = this.isRunning;
    this.state = "cancelled";
    await this.tus?.abort(true).catch(() => {});
    if (!this.tus && this.url) {
      const headers = { ...this.page.headers, "Tus-Resumable": "1.0.0" };
      await fetch(this.url, { method: "DELETE", headers }).catch(() => {});
    }
    this.element.remove();
    this.page.items = this.page.items.filter((item) => item !== this);
    this.page.input.focus();
    if (wasRunning) this.page.next();
  }

  succeed() {
    this.state = "done";
    this.showProgress(this.sizeBytes);
    this.tell(this.words("arrived"));
    if (this.fileId) {
      this.parts.link.href = this.page.address(this.fileId);
      this.page.finished(this, this.fileId);
    } else {
      this.page.next();
    }
    this.showButtons();
  }

  // Another attempt may help where nobody answered, or where the last attempt still holds the file.
  mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    const helps = status === 0 || status >= 500 || status === 409 || status === 423;
    if (helps) this.lose();
    return helps;
  }

  lose() {
    this.state = "lost";
    this.speed.reset();
    this.tell(this.words("lost"));
  }

  meet(error) {
    const response = error.originalResponse;
    if (!response || response.getStatus() >= 500) {
      this.lose();
      setTimeout(() => this.reconnect(), RETRY_DELAYS_MS.at(-1));
      return;
    }
    if (response.getStatus() === 401) {
      this.fail(this.words("loggedOut"));
    } else {
      this.fail(problemOf(response) ?? this.words("refused"));
    }
    this.page.next();
  }

  fail(text) {
    this.state = "failed";
    this.tell(text);
    this.parts.state.classList.add("queue__state--bad");
    this.showButtons();
  }

  showProgress(sent, isLive = false) {
    this.parts.bar.value = this.sizeBytes ? (100 * sent) / this.sizeBytes : 0;
    if (!isLive || !this.isRunning) return;
    this.state = "running";
    const perSecond = this.speed.add(sent);
    const percent = Math.floor(this.parts.bar.value);
    const parts = [`${percent} %`];
    if (sent === this.sizeBytes) {
      parts.push(this.words("probing"));
    } else if (perSecond) {
      const time = remaining((this.sizeBytes - sent) / perSecond, this.page.section);
      parts.push(`${size(perSecond)}/s`, this.words("left", { time }));
    }
    this.parts.state.textContent = parts.join(" · ");
    this.say(parts[0]);
  }

  tell(text) {
    this.parts.state.textContent = text;
    this.parts.state.classList.remove("queue__state--bad");
    this.parts.said.textContent = `${this.filename}: ${text}`;
  }

  // Heard, not only seen, but not at every step.
  say(text) {
    if (Date.now() - (this.saidAt ?? 0) < SAID_EVERY_MS) return;
    this.saidAt = Date.now();
    this.parts.said.textContent = `${this.filename}: ${text}`;
  }

  showButtons() {
    this.parts.pause.hidden = !this.isRunning;
    this.parts.resume.hidden = this.state !== "paused";
    this.parts.cancel.hidden = this.state === "done";
    this.parts.link.hidden = this.state !== "done" || !this.fileId;
    const end = { failed: "remove", unfinished: "discard" }[this.state] ?? "cancel";
    this.parts.cancel.querySelector("span").textContent = this.words(end);
    for (const name of ["pause", "resume", "cancel", "link"]) {
      const button = this.parts[name];
      button.setAttribute("aria-label", `${button.textContent.trim()} ${this.filename}`);
    }
  }
}

function problemOf(response) {
  try {
    const problem = JSON.parse(response.getBody());
    return Object.values(problem.fields ?? {})[0]?.message ?? problem.message;
  } catch {
    return undefined;
  }
}

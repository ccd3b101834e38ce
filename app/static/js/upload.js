// The page on which files are chosen or dropped: they queue up and go one after the other.

import { droppedFiles } from "./dropped.js";
import { Item } from "./upload-item.js";

export default function upload(section) {
  const page = new UploadPage(section);
  page.begin();
}

class UploadPage {
  constructor(section) {
    this.section = section;
    this.form = section.querySelector("[data-drop]");
    this.input = section.querySelector("input[type=file]");
    this.list = section.querySelector("[data-queue]");
    this.template = section.querySelector("template[data-item]");
    // Our token goes with every request; the other header asks for a 401 instead of a login page.
    this.headers = { "X-CSRFToken": section.dataset.csrf, "HX-Request": "true" };
    this.items = [];
  }

  begin() {
    this.input.multiple = true;
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.takeDrops();
    window.addEventListener("online", () => this.items.forEach((item) => item.reconnect()));
    window.addEventListener("beforeunload", (event) => {
      if (this.items.some((item) => item.isRunning)) event.preventDefault();
    });
    this.offerUnfinished();
    // On a slow line people are done choosing before this script has come.
    if (this.input.files.length) this.take(this.input.files);
  }

  takeDrops() {
    const over = (isOver) => this.form.classList.toggle("drop--over", isOver);
    this.section.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    this.section.addEventListener("dragleave", (event) => {
      if (!this.section.contains(event.relatedTarget)) over(false);
    });
    this.section.addEventListener("drop", async (event) => {
      event.preventDefault();
      over(false);
      this.take(await droppedFiles(event.dataTransfer, (name) => this.takes(name)));
    });
  }

  // Whether a name ends as the service's files do.
  takes(name) {
    const extension = name.slice(name.lastIndexOf(".")).toLowerCase();
    return this.input.accept.split(",").includes(extension);
  }

  take(files) {
    for (const file of files) {
      const waiting = this.items.find((item) => item.isSameAs(file) && !item.file);
      if (waiting) waiting.continueWith(file);
      else this.items.push(new Item(this, { filename: file.name, sizeBytes: file.size, file }));
    }
    this.input.value = "";
    this.next();
  }

  // What was begun earlier, perhaps on another day: it goes on when the same file is chosen.
  async offerUnfinished() {
    const response = await fetch(this.section.dataset.endpoint, {
      headers: { Accept: "application/json", "HX-Request": "true" },
    }).catch(() => null);
    if (!response?.ok) return;
    for (const known of await response.json()) {
      if (known.service !== this.section.dataset.service || known.file_id) continue;
      const item = { filename: known.filename, sizeBytes: known.size_bytes, url: known.url };
      if (!this.items.some((other) => other.url === known.url)) {
        this.items.push(new Item(this, { ...item, arrived: known.offset_bytes }));
      }
    }
  }

  next() {
    if (this.items.some((item) => item.isRunning)) return;
    this.items.find((item) => item.state === "waiting")?.run();
  }

  finished(item, fileId) {
    if (this.items.every((other) => other === item || !other.file || other.state === "failed")) {
      location.assign(this.address(fileId));
    }
    this.offerTogether();
    this.next();
  }

  // What several arrived for may be the same for all of them.
  offerTogether() {
    const arrived = this.items.filter((item) => item.state === "done" && item.fileId);
    const link = this.section.querySelector("[data-together-link]");
    const query = new URLSearchParams(arrived.map((item) => ["file", item.fileId]));
    link.href = `${link.dataset.togetherLink}?${query}`;
    link.parentElement.hidden = arrived.length < 2;
  }

  address(fileId) {
    return this.section.dataset.open.replace("FILE", encodeURIComponent(fileId));
  }
}

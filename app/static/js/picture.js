// The picture of the image editor: shows what the open form would make of it, beside what it
// was, and lets a part be chosen by dragging.

import seam from "./seam.js";
import crop from "./crop.js";
import slides from "./slides.js";
import { size } from "./amounts.js";

const PAUSE_MS = 150;

export default function picture(figure) {
  const view = figure.querySelector("[data-view]");
  const before = figure.querySelector("[data-picture]");
  const after = figure.querySelector("[data-after]");
  const told = figure.querySelector("[data-told]");
  const buttons = [...figure.querySelectorAll("[data-show]")];
  const comparing = seam(figure);
  const cropping = crop(figure, before);
  let form = null;
  let latest = null;
  let timer = 0;
  let shown = "result";

  async function look() {
    latest?.abort();
    const request = (latest = new AbortController());
    view.classList.add("stage__view--waiting");
    told.textContent ||= told.dataset.waiting;
    try {
      const [made, was] = await Promise.all([
        asked(figure.dataset.edited, form, request.signal),
        asked(figure.dataset.before, form, request.signal),
      ]);
      if (request !== latest) return;
      await Promise.all([show(after, made.picture), show(before, was.picture)]);
      told.textContent = sentence(made.facts);
      comparing.show();
    } catch (error) {
      if (error.name === "AbortError" || request !== latest) return;
      comparing.hide();
      told.textContent = error.isUnfinished ? told.dataset.unfinished : told.dataset.none;
    }
    view.classList.remove("stage__view--waiting");
  }

  async function showWhole() {
    latest?.abort();
    comparing.hide();
    view.classList.remove("stage__view--waiting");
    told.textContent = "";
    before.src = figure.dataset.whole;
    await before.decode().catch(() => {});
    cropping.show(form);
  }

  function update() {
    for (const button of buttons) {
      if (button.dataset.show === "crop") button.hidden = !form?.elements.crop_width;
      button.setAttribute("aria-pressed", String(button.dataset.show === shown));
    }
    clearTimeout(timer);
    if (!form) return;
    if (shown === "crop") showWhole();
    else {
      cropping.hide();
      timer = setTimeout(look, PAUSE_MS);
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      shown = button.dataset.show;
      update();
    });
  }
  for (const operation of document.querySelectorAll("[data-operation]")) {
    const its = operation.querySelector("form");
    const open = () => {
      if (!operation.open) return;
      form = its;
      shown = "result";
      update();
    };
    slides(its);
    operation.addEventListener("toggle", open);
    its.addEventListener("input", () => {
      if (its === form && shown === "result") update();
      else if (its === form) cropping.read();
    });
    open();
  }
}

// The form leads to the address of a picture, and so to the picture.
async function asked(address, form, signal) {
  const answer = await fetch(address, { method: "POST", body: new FormData(form), signal });
  const isUnfinished = answer.status === 204 || answer.status === 422;
  if (!answer.ok || isUnfinished) {
    throw Object.assign(new Error(`${address}: ${answer.status}`), { isUnfinished });
  }
  const facts = JSON.parse(answer.headers.get("Preview-Facts") ?? "{}");
  return { picture: await answer.blob(), facts };
}

async function show(image, blob) {
  const old = image.src;
  image.src = URL.createObjectURL(blob);
  await image.decode().catch(() => {});
  if (old.startsWith("blob:")) URL.revokeObjectURL(old);
}

function sentence(facts) {
  const parts = [];
  if (facts.width) parts.push(`${facts.width} × ${facts.height}`);
  if (facts.extension) parts.push(facts.extension.toUpperCase());
  if (facts.estimated_bytes) parts.push(`≈ ${size(facts.estimated_bytes)}`);
  return parts.join(" · ");
}

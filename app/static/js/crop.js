// A frame on the picture for the part that is kept. It and the form's fields always say the
// same: dragging writes the fields, and what is typed moves the frame.

import { dragged, fitted } from "./crop-box.js";

const STEP_PART = 0.02;

export default function crop(figure, picture) {
  const view = figure.querySelector("[data-view]");
  const frame = figure.querySelector("[data-crop]");
  let form = null;
  let box = null;
  let grasp = null;

  // The natural size may be that of a preview: the fields count pixels of the file.
  const whole = () => ({
    width: Number(picture.getAttribute("width")) || picture.naturalWidth,
    height: Number(picture.getAttribute("height")) || picture.naturalHeight,
  });
  const scale = () => picture.offsetWidth / whole().width;

  function place() {
    if (frame.hidden || !box) return;
    const pixels = scale();
    frame.style.insetInlineStart = `${picture.offsetLeft + box.x * pixels}px`;
    frame.style.insetBlockStart = `${picture.offsetTop + box.y * pixels}px`;
    frame.style.inlineSize = `${box.width * pixels}px`;
    frame.style.blockSize = `${box.height * pixels}px`;
  }

  function read() {
    if (frame.hidden) return;
    const number = (name) => Number.parseInt(form.elements[name].value, 10) || 0;
    box = fitted(
      { x: number("crop_x"), y: number("crop_y"), width: number("crop_width"), height: number("crop_height") },
      aspect(),
      whole(),
    );
    place();
  }

  function write(changed) {
    box = changed;
    for (const name of ["x", "y", "width", "height"]) form.elements[`crop_${name}`].value = box[name];
    form.elements.crop_x.dispatchEvent(new Event("input", { bubbles: true }));
    place();
  }

  function aspect() {
    const [across, down] = (form.elements.aspect?.value ?? "").split(":").map(Number);
    return down ? across / down : 0;
  }

  // There is nowhere to move all of it to: whoever drags there begins a new frame.
  const isWhole = () => box.width === whole().width && box.height === whole().height;

  const at = (event) => {
    const its = picture.getBoundingClientRect();
    return { x: (event.clientX - its.left) / scale(), y: (event.clientY - its.top) / scale() };
  };

  view.addEventListener("pointerdown", (event) => {
    if (frame.hidden || event.button !== 0) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    const isMoved = event.target === frame && !isWhole();
    const handle = event.target.dataset?.handle ?? (isMoved ? "move" : "new");
    const start = at(event);
    grasp = { handle, start, box: handle === "new" ? { ...start, width: 1, height: 1 } : box };
    view.setPointerCapture(event.pointerId);
  });
  view.addEventListener("pointermove", (event) => {
    if (!grasp) return;
    const now = at(event);
    const by = { x: now.x - grasp.start.x, y: now.y - grasp.start.y };
    write(dragged(grasp.box, grasp.handle, by, aspect(), whole()));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    view.addEventListener(name, () => {
      grasp = null;
    });
  }
  frame.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.altKey ? 1 : Math.max(1, Math.round(whole().width * STEP_PART));
    const by = { x: way[0] * step, y: way[1] * step };
    write(dragged(box, event.shiftKey ? "se" : "move", by, aspect(), whole()));
  });
  new ResizeObserver(place).observe(view);

  return {
    show(its) {
      form = its;
      frame.hidden = false;
      view.classList.add("stage__view--cropping");
      read();
    },
    hide() {
      frame.hidden = true;
      view.classList.remove("stage__view--cropping");
    },
    read() {
      // Not while it is the frame that writes.
      if (!grasp && document.activeElement !== frame) read();
    },
  };
}

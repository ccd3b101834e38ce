// Two pictures in one place with a seam between them: before on one side, after on the other.
// The slider below it works by keys; the seam itself can be dragged.

export default function seam(figure) {
  const view = figure.querySelector("[data-view]");
  const before = figure.querySelector("[data-picture]");
  const after = figure.querySelector("[data-after]");
  const line = figure.querySelector("[data-seam]");
  const label = figure.querySelector("[data-comparing]");
  const slider = figure.querySelector("[data-compare]");
  let isShown = false;

  function place() {
    const part = Number(slider.value);
    after.style.clipPath = `inset(0 0 0 ${part}%)`;
    const inside = after.offsetLeft + (after.offsetWidth * part) / 100;
    line.style.insetInlineStart = `${inside}px`;
  }

  function follow(event) {
    const box = after.getBoundingClientRect();
    const part = ((event.clientX - box.left) / box.width) * 100;
    slider.value = String(Math.round(Math.min(100, Math.max(0, part))));
    place();
  }

  slider.addEventListener("input", place);
  new ResizeObserver(place).observe(view);
  view.addEventListener("pointerdown", (event) => {
    if (!isShown || event.button !== 0) return;
    view.setPointerCapture(event.pointerId);
    follow(event);
  });
  view.addEventListener("pointermove", (event) => {
    if (isShown && view.hasPointerCapture(event.pointerId)) follow(event);
  });
  before.draggable = after.draggable = false;

  function set(is) {
    isShown = is;
    after.hidden = line.hidden = label.hidden = !is;
    view.classList.toggle("stage__view--comparing", is);
    if (is) place();
  }

  return { show: () => set(true), hide: () => set(false) };
}

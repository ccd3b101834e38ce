// A frame on the film for the part of the picture that is kept, while the form that crops is open.
// Turned on, it writes the form's fields; turned off, it empties them.

import crop from "./crop.js";

const FIELDS = ["crop_x", "crop_y", "crop_width", "crop_height"];

export default function filmCrop(screen) {
  const form = [...document.forms].find((each) => each.elements.crop_width);
  const media = document.getElementById(screen.dataset.media);
  const area = screen.querySelector("[data-area]");
  const toggle = screen.querySelector("[data-toggle]");
  if (!form) return;
  const fold = form.closest("details");
  const cropping = crop(screen, area);
  const isOn = () => toggle.getAttribute("aria-pressed") === "true";
  const hasAspect = () => (form.elements.aspect?.value ?? "").includes(":");

  const set = (on) => {
    toggle.setAttribute("aria-pressed", String(on));
    screen.classList.toggle("film-crop--on", on);
    if (on) cropping.show(form);
    else cropping.hide();
  };
  const fit = () => {
    fitInto(area, media);
    if (isOn()) cropping.read();
  };
  const open = () => {
    screen.hidden = fold !== null && !fold.open;
    const isTyped = FIELDS.some((name) => Number(form.elements[name]?.value) > 0);
    if (!screen.hidden) fit();
    set(!screen.hidden && (isTyped || hasAspect()));
  };

  toggle.addEventListener("click", () => {
    const on = !isOn();
    if (!on) clear(form);
    set(on);
  });
  form.addEventListener("input", () => {
    if (!screen.hidden && !isOn() && hasAspect()) set(true);
    else if (isOn()) cropping.read();
  });
  fold?.addEventListener("toggle", open);
  media.addEventListener("loadedmetadata", fit);
  new ResizeObserver(fit).observe(media);
  open();
}

function clear(form) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (field) field.value = field.defaultValue;
  }
  const { aspect } = form.elements;
  if (aspect instanceof RadioNodeList) aspect[0].checked = true;
  else if (aspect) aspect.selectedIndex = 0;
  form.elements.crop_width.dispatchEvent(new Event("input", { bubbles: true }));
}

// As large as the picture is shown, without the black beside it.
function fitInto(area, media) {
  const [width, height] = [area.getAttribute("width"), area.getAttribute("height")].map(Number);
  const scale = Math.min(media.clientWidth / width, media.clientHeight / height) || 0;
  area.style.inlineSize = `${width * scale}px`;
  area.style.blockSize = `${height * scale}px`;
}

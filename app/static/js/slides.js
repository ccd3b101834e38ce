// A slider under each number that has bounds and a middle to start from: what is dragged is
// written into the field, and what is typed moves the slider.

const MOST_STEPS = 1000;

export default function slides(form) {
  for (const field of form.querySelectorAll("input[data-minimum][data-maximum]")) {
    const least = Number(field.dataset.minimum);
    const most = Number(field.dataset.maximum);
    const step = Number(field.dataset.step) || 1;
    if (field.value === "" || (most - least) / step > MOST_STEPS) continue;
    const slide = document.createElement("input");
    Object.assign(slide, { type: "range", className: "slide", min: least, max: most, step });
    slide.value = field.value;
    slide.setAttribute("aria-label", form.querySelector(`label[for="${field.id}"]`).textContent.trim());
    field.closest(".input-row").after(slide);
    slide.addEventListener("input", () => {
      field.value = slide.value;
    });
    field.addEventListener("input", () => {
      slide.value = field.value.replace(",", ".");
    });
  }
}

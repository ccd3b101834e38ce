// What every form of a described operation needs: only the fields that count, sent only once.

export function showWhatCounts(form) {
  const dependents = [...form.querySelectorAll("[data-shown-if]")];
  const details = [...form.querySelectorAll("details:has(.field)")];
  const update = () => {
    const data = new FormData(form);
    for (const field of dependents) {
      const values = field.dataset.shownValues.split(" ");
      field.hidden = !values.includes(data.get(field.dataset.shownIf));
    }
    for (const each of details) {
      each.hidden = ![...each.querySelectorAll(".field")].some((field) => !field.hidden);
    }
  };
  form.addEventListener("change", update);
  update();
}

// The one-time key in the form makes a second job impossible; this spares the second request.
export function refuseSecondSubmit(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}

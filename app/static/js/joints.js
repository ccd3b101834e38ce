// Shows the places where the parts of a result meet, as they will come out: made by the service
// from the form as it stands.

import { cutListOf } from "./cutlist.js";
import { words } from "./live.js";
import { timecode } from "./timecode.js";

export default function joints(element) {
  const list = cutListOf(element);
  const row = element.querySelector("[data-row]");
  const pattern = element.querySelector("template[data-joint]");
  const form = document.getElementById(element.dataset.lines)?.form;
  if (!list || !form) return;
  const show = shower(element, form);

  const draw = () => {
    const { kept } = list;
    while (row.children.length > kept.length + 1) row.lastElementChild.remove();
    while (row.children.length < kept.length + 1) {
      const join = row.children.length;
      const button = pattern.content.firstElementChild.cloneNode(true);
      button.addEventListener("click", () => show(join, button.textContent.trim()));
      row.append(button);
    }
    for (const [join, button] of [...row.children].entries()) {
      button.querySelector("[data-label]").textContent = nameOf(row, kept, join);
    }
  };
  list.addEventListener("change", draw);
  draw();
}

function nameOf(row, kept, join) {
  if (join === 0) return words(row, "first");
  if (join === kept.length) return words(row, "last");
  const [before, after] = [kept[join - 1].end, kept[join].start].map(timecode);
  return words(row, "between", { before, after });
}

function shower(element, form) {
  const dialog = element.querySelector("dialog");
  const film = dialog.querySelector("[data-film]");
  const told = dialog.querySelector("[data-told]");
  let latest = null;
  const forget = () => {
    latest?.abort();
    URL.revokeObjectURL(film.src);
    film.removeAttribute("src");
    film.load();
  };
  dialog.addEventListener("close", forget);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  return async (join, name) => {
    const request = (latest = new AbortController());
    dialog.querySelector("[data-title]").textContent = name;
    told.textContent = words(dialog, "waiting");
    dialog.showModal();
    const data = new FormData(form);
    data.set("join", join);
    try {
      const { address } = element.dataset;
      const answer = await fetch(address, { method: "POST", body: data, signal: request.signal });
      if (!answer.ok) throw new Error(`no joint: ${answer.status}`);
      film.src = URL.createObjectURL(await answer.blob());
      told.textContent = "";
      film.play().catch(() => {});
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = words(dialog, "failed");
    }
  };
}

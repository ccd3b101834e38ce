// Starts what the page asks for: `data-module="upload"` loads ./upload.js and
// hands the element to its default export. Nothing else is loaded.

document.documentElement.classList.add("js");

export async function start(root) {
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root instanceof Element && root.matches("[data-module]")) elements.unshift(root);
  await Promise.all(
    elements.map(async (element) => {
      if (element.dataset.started !== undefined) return;
      element.dataset.started = "";
      const module = await import(`./${element.dataset.module}.js`);
      await turn();
      module.default(element);
    }),
  );
  if (document.querySelector("[data-hx-get]:not([data-hx-ignore] *)")) await import("./htmx.js");
}

// Each in a task of its own: whoever taps meanwhile is heard between two of them.
function turn() {
  return new Promise((done) => setTimeout(done));
}

start(document);
// Fragments that htmx brings in may carry modules of their own.
document.addEventListener("htmx:after:swap", () => start(document));

// What a person with other eyes, other fingers or another screen would stumble over.
// Each function returns the places in words, none if all is well.
(() => {
  const name = (element) => {
    const label = element.getAttribute("aria-label") || element.textContent || element.id;
    const kind = element.tagName.toLowerCase() + [...element.classList].map((c) => `.${c}`).join("");
    return `${kind} "${label.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  };
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, .skip-link, [aria-hidden=true]");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);

  // Elements that reach beyond the sides of the window, if that makes the page scroll sideways.
  const sideways = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = all("body *").filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} px in a window of ${clientWidth} px`, ...wide.slice(0, 5).map(name)];
  };

  // Words that reach out of a box which hides what does not fit.
  const cutOff = () =>
    all("body *:not(progress)")
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()))
      .filter((element) => {
        const words = document.createRange();
        words.selectNodeContents(element);
        const inner = words.getBoundingClientRect();
        const hides = (axis) => (box) => ["hidden", "clip"].includes(getComputedStyle(box)[axis]);
        const boxes = [];
        for (let box = element; box !== document.body; box = box.parentElement) boxes.push(box);
        const beyond = (box, start, end) => {
          const outer = box.getBoundingClientRect();
          return inner[start] < outer[start] - 2 || inner[end] > outer[end] + 2;
        };
        return (
          boxes.filter(hides("overflowX")).some((box) => beyond(box, "left", "right")) ||
          boxes.filter(hides("overflowY")).some((box) => beyond(box, "top", "bottom"))
        );
      })
      .map(name);

  // Words that lie on other words: of neighbours in one row, bar, form or list.
  const overlapping = () => {
    const found = [];
    const boxes = all("main :is(h1, h2, h3, p, label, a, button, dt, dd, summary, input)")
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && box.height > 1);
    for (const [i, [one, a]] of boxes.entries()) {
      for (const [other, b] of boxes.slice(i + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width > 2 && height > 2 && !isMeant(one, other)) found.push(`${name(one)} on ${name(other)}`);
      }
    }
    return found;
  };
  // A bar that stays in view lies over what scrolls away beneath it.
  const bar = (element) => {
    const isBar = (each) => getComputedStyle(each).position === "sticky";
    for (let box = element; box; box = box.parentElement) if (isBar(box)) return box;
    return null;
  };
  // A radio lies invisibly over its card; a line that wraps has a box as wide as its paragraph.
  const isMeant = (one, other) =>
    bar(one) !== bar(other) ||
    [one, other].some((e) => e.matches("input[type=radio], a:not(.button)")) ||
    one.closest("dialog, details[open] .menu__panel") !== other.closest("dialog, details[open] .menu__panel");

  // Things to press that are smaller than a fingertip. Links within sentences are as high as a line.
  const small = (least) =>
    all("button, summary, select, input:not([type=hidden]), a")
      .filter((element) => {
        const target = element.matches("input") ? element.closest("label") || element : element;
        const { width, height } = target.getBoundingClientRect();
        if (!width || (width >= least && height >= least)) return false;
        const isInSentence = element.matches("a") && getComputedStyle(element).display === "inline";
        return !isInSentence && !element.matches(".card__link");
      })
      .map(name);

  // Where the current one of several looks like the others.
  const unmarked = () => {
    const looks = (element) => {
      const style = getComputedStyle(element);
      const { outlineStyle, borderBlockStart, borderBlockEnd, fontWeight } = style;
      return [outlineStyle, borderBlockStart, borderBlockEnd, fontWeight].join();
    };
    const isOff = (e) => !e.hasAttribute("aria-current") && e.getAttribute("aria-pressed") !== "true";
    return all("[aria-current], [aria-pressed=true]")
      .filter((element) => {
        const row = element.closest("ul, nav, [role=group]") ?? element;
        const others = [...row.querySelectorAll(element.tagName)].filter(
          (other) => isOff(other) && isShown(other) && other.className === element.className,
        );
        return others.some((other) => looks(other) === looks(element));
      })
      .map(name);
  };

  // A reader's own style sheet, one at a time; none puts everything back.
  const readersOwn = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, readersOwn];

  // WCAG 1.4.12.
  const spaceText = () =>
    readersOwn.replaceSync(`* {
      line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    } p { margin-block-end: 2em !important; }`);

  // Twice the size of letters, without a larger window.
  const doubleText = () => readersOwn.replaceSync(":root { font-size: 200% !important; }");
  const usualText = () => readersOwn.replaceSync("");

  window.pageChecks = { sideways, cutOff, overlapping, small, unmarked, spaceText, doubleText, usualText };
})();

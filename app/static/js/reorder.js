// Carries an item of a list to another place by its grip: fingers and mouse; for keys there are
// buttons.

const BEGINS_AT_PIXELS = 4;

export function carry(grip, item, put) {
  grip.addEventListener("pointerdown", (down) => {
    if (down.button) return;
    grip.setPointerCapture(down.pointerId);
    const items = [...item.parentElement.children];
    const from = items.indexOf(item);
    const middles = items.map(middle);
    let to = from;
    const move = ({ clientY }) => {
      const way = clientY - down.clientY;
      if (Math.abs(way) < BEGINS_AT_PIXELS && to === from) return;
      item.classList.add("carried");
      item.style.translate = `0 ${way}px`;
      to = middles.filter((each, i) => i !== from && each < clientY).length;
      for (const each of items) each.classList.toggle("carried-over", each === items[to] && to !== from);
    };
    const end = ({ type }) => {
      grip.removeEventListener("pointermove", move);
      item.classList.remove("carried");
      item.style.translate = "";
      for (const each of items) each.classList.remove("carried-over");
      if (type === "pointerup" && to !== from) put(to);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  });
}

function middle(item) {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}

// The arithmetic of a crop: boxes in pixels of the picture, of whole numbers, never beyond it.

const between = (least, value, most) => Math.min(most, Math.max(least, value));

// What is typed, completed as the service would complete it: open sides reach to the edge, and
// with an aspect alone it is the largest such part, from the middle.
export function fitted(typed, aspect, whole) {
  const x = between(0, typed.x, whole.width - 1);
  const y = between(0, typed.y, whole.height - 1);
  let width = between(1, typed.width || whole.width, whole.width - x);
  let height = between(1, typed.height || whole.height, whole.height - y);
  if (!aspect || (typed.width && typed.height)) return { x, y, width, height };
  [width, height] = [Math.min(width, height * aspect), Math.min(height, width / aspect)].map(Math.round);
  const isAnywhere = !typed.x && !typed.y && !typed.width && !typed.height;
  if (!isAnywhere) return { x, y, width, height };
  return {
    x: Math.floor((whole.width - width) / 2),
    y: Math.floor((whole.height - height) / 2),
    width,
    height,
  };
}

// The box after its handle was dragged by so many pixels.
export function dragged(box, handle, by, aspect, whole) {
  if (handle === "move") {
    return inside({ ...box, x: box.x + by.x, y: box.y + by.y }, whole);
  }
  // A new box grows from where it began, to whichever side.
  const sides = handle === "new" ? (by.y < 0 ? "n" : "s") + (by.x < 0 ? "w" : "e") : handle;
  let [left, top] = [box.x, box.y];
  let [right, bottom] = [box.x + box.width, box.y + box.height];
  if (sides.includes("w")) left = between(0, left + by.x, right - 1);
  if (sides.includes("e")) right = between(left + 1, right + by.x, whole.width);
  if (sides.includes("n")) top = between(0, top + by.y, bottom - 1);
  if (sides.includes("s")) bottom = between(top + 1, bottom + by.y, whole.height);
  if (aspect) {
    let width = right - left;
    let height = bottom - top;
    // A side in the middle leads; a corner gives the larger box that fits.
    if (sides === "n" || sides === "s") width = height * aspect;
    else if (sides === "e" || sides === "w") height = width / aspect;
    else if (width / height > aspect) width = height * aspect;
    else height = width / aspect;
    const most = Math.min(
      1,
      (sides.includes("w") ? right : whole.width - left) / width,
      (sides.includes("n") ? bottom : whole.height - top) / height,
    );
    width *= most;
    height *= most;
    if (sides.includes("w")) left = right - width;
    else right = left + width;
    if (sides.includes("n")) top = bottom - height;
    else bottom = top + height;
  }
  return inside({ x: left, y: top, width: right - left, height: bottom - top }, whole);
}

export function inside(box, whole) {
  const width = between(1, Math.round(box.width), whole.width);
  const height = between(1, Math.round(box.height), whole.height);
  return {
    x: between(0, Math.round(box.x), whole.width - width),
    y: between(0, Math.round(box.y), whole.height - height),
    width,
    height,
  };
}

// The files that somebody dropped, those in folders too.

// What lies in folders is not chosen one by one: only what the field takes is meant.
export async function droppedFiles({ items, files }, takes) {
  // Asked for at once: a drop's items are gone as soon as its event is over.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...files];
  const found = [];
  const waiting = [...entries];
  while (waiting.length) {
    const entry = waiting.shift();
    if (entry.isDirectory) waiting.push(...(await entriesOf(entry)));
    else if (entries.includes(entry) || takes(entry.name)) found.push(await fileOf(entry));
  }
  return found;
}

// A folder tells its entries in portions; an empty one is the last.
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const portion = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!portion.length) break;
    all.push(...portion);
  }
  return all.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

function fileOf(entry) {
  return new Promise((done, fail) => entry.file(done, fail));
}

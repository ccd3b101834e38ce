// The parts of a recording that somebody marks, in the order in which they shall follow each
// other. The field of the form is the truth: it is read, and every change is written into it.

import { History } from "./history.js";
import { parseTimecode, timecode } from "./timecode.js";

// "0:01.5 - 0:10 name", as the server reads it.
const LINE = /^(\S+)\s*(?:-|–|\s)\s*(\S+)(?:\s+(.*))?$/;

// The segments that a text names, one a line; null if a line is none.
export function parseCutList(text, frameRate = 0) {
  const segments = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (!line) continue;
    const [, first, second, name = ""] = LINE.exec(line) ?? [];
    const start = parseTimecode(first ?? "", frameRate);
    const end = parseTimecode(second ?? "", frameRate);
    if (start === null || end === null || end <= start) return null;
    segments.push({ start, end, name });
  }
  return segments;
}

export function formatCutList(segments) {
  return segments
    .map(({ start, end, name }) => `${timecode(start)} - ${timecode(end)} ${name}`.trim())
    .join("\n");
}

// A textarea with one segment a line.
export class LinesField {
  constructor(textarea, frameRate = 0) {
    this.inputs = [textarea];
    this.most = Number(textarea.dataset.most) || 200;
    this.frameRate = frameRate;
  }

  read() {
    return parseCutList(this.inputs[0].value, this.frameRate);
  }

  write(segments) {
    return write(this.inputs[0], formatCutList(segments));
  }
}

// A start and an end in two inputs: one segment, always.
export class SpanField {
  most = 1;

  constructor(start, end, frameRate = 0) {
    this.inputs = [start, end];
    this.frameRate = frameRate;
  }

  read() {
    const [start, end] = this.inputs.map((each) => parseTimecode(each.value, this.frameRate));
    return start === null || end === null || end <= start ? null : [{ start, end, name: "" }];
  }

  write([{ start, end }]) {
    write(this.inputs[0], timecode(start));
    write(this.inputs[1], timecode(end));
  }
}

function write(input, text) {
  if (input.value === text) return;
  input.value = text;
  // For whoever else listens: plans are told anew.
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// The fields by which services let people remove segments instead of keeping them.
const REMOVING = { keep: "others", what: "remove" };

// Tells "change" after each change of the segments or of which one is selected.
export class CutList extends EventTarget {
  #field;
  #history;
  #writing = false;

  constructor(field, { duration, shortest = 0.001 }) {
    super();
    this.#field = field;
    this.duration = duration;
    this.shortest = Math.min(shortest, duration);
    this.#history = new History({ segments: this.#within(field.read() ?? []), selected: 0 });
    for (const input of field.inputs) input.addEventListener("input", () => this.#takeOver());
    field.inputs[0].form?.addEventListener("change", () => this.#tell());
  }

  // Whether the segments are what will be gone.
  get removes() {
    // Not by FormData, which has the whole page laid out: this is asked whenever marks are drawn.
    const fields = this.#field.inputs[0].form?.elements;
    return Object.entries(REMOVING).some(([name, value]) => fields?.namedItem(name)?.value === value);
  }

  // What the result plays, in its order.
  get kept() {
    if (!this.removes) return this.segments;
    const gone = this.segments.toSorted((a, b) => a.start - b.start);
    const kept = [];
    let from = 0;
    for (const { start, end } of [...gone, { start: this.duration, end: this.duration }]) {
      if (start > from) kept.push({ start: from, end: start, name: "" });
      from = Math.max(from, end);
    }
    return kept;
  }

  get segments() {
    return this.#history.state.segments;
  }

  // The number of the selected segment, -1 where there is none.
  get selected() {
    return this.segments.length ? this.#history.state.selected : -1;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  get canAdd() {
    return this.segments.length < this.#field.most;
  }

  get canRemove() {
    return this.segments.length > 1;
  }

  // The first segment that holds a time, the selected one before others; -1 if none does.
  at(seconds) {
    const holds = ({ start, end }) => seconds > start && seconds < end;
    const chosen = this.segments[this.selected];
    return chosen && holds(chosen) ? this.selected : this.segments.findIndex(holds);
  }

  select(index) {
    if (index === this.selected || !this.segments[index]) return;
    this.#history.state.selected = index;
    this.#tell();
  }

  setStart(index, seconds, gesture = null) {
    const { end } = this.segments[index];
    // Behind its own end, a segment begins anew there.
    const last = gesture === null && seconds > end - this.shortest ? this.duration : end;
    const start = clamp(seconds, 0, last - this.shortest);
    this.#replace(index, { start, end: last }, gesture && `${gesture} start ${index}`);
  }

  setEnd(index, seconds, gesture = null) {
    const { start } = this.segments[index];
    const first = gesture === null && seconds < start + this.shortest ? 0 : start;
    const end = clamp(seconds, first + this.shortest, this.duration);
    this.#replace(index, { start: first, end }, gesture && `${gesture} end ${index}`);
  }

  // Moves a whole segment along the time.
  shift(index, start, gesture = null) {
    const segment = this.segments[index];
    const length = segment.end - segment.start;
    const begin = clamp(start, 0, this.duration - length);
    this.#replace(index, { start: begin, end: begin + length }, gesture && `${gesture} ${index}`);
  }

  rename(index, name) {
    this.#replace(index, { name: name.replace(/\s+/g, " ").trimStart() }, `name ${index}`);
  }

  // Marks another segment from a time on: as far as the next one, or a tenth of all.
  add(seconds) {
    if (!this.canAdd) return false;
    const start = clamp(seconds, 0, this.duration - this.shortest);
    const next = this.segments.map((each) => each.start).filter((each) => each > start);
    const end = Math.min(start + Math.max(this.duration / 10, this.shortest), this.duration, ...next);
    const at = this.segments.filter((each) => each.start <= start).length;
    this.#change(this.segments.toSpliced(at, 0, { start, end, name: "" }), at);
    return true;
  }

  // Makes two of the segment that holds a time; tells whether there was one to split.
  split(seconds) {
    const index = this.at(seconds);
    const segment = this.segments[index];
    if (!segment || !this.canAdd) return false;
    if (Math.min(seconds - segment.start, segment.end - seconds) < this.shortest) return false;
    const halves = [{ ...segment, end: seconds }, { ...segment, start: seconds, name: "" }];
    this.#change(this.segments.toSpliced(index, 1, ...halves), index + 1);
    return true;
  }

  remove(index) {
    if (!this.canRemove) return false;
    const rest = this.segments.toSpliced(index, 1);
    this.#change(rest, Math.min(index, rest.length - 1));
    return true;
  }

  // Gives a segment another place in the order.
  move(from, to) {
    if (!this.segments[from] || !this.segments[to] || from === to) return;
    const moved = this.segments[from];
    this.#change(this.segments.toSpliced(from, 1).toSpliced(to, 0, moved), to);
  }

  undo() {
    this.#history.undo();
    this.#write();
  }

  redo() {
    this.#history.redo();
    this.#write();
  }

  #replace(index, changes, gesture) {
    const changed = { ...this.segments[index], ...changes };
    this.#change(this.segments.with(index, changed), index, gesture);
  }

  #change(segments, selected, gesture = null) {
    this.#history.push({ segments, selected }, gesture);
    this.#write();
  }

  #write() {
    this.#writing = true;
    this.#field.write(this.segments);
    this.#writing = false;
    this.#tell();
  }

  // Somebody typed into the field itself. What cannot be read yet is left alone.
  #takeOver() {
    const segments = this.#writing ? null : this.#field.read();
    if (!segments?.length) return;
    const selected = clamp(this.selected, 0, segments.length - 1);
    this.#history.push({ segments: this.#within(segments), selected }, "typed");
    this.#tell();
  }

  // Shown no longer than the recording is; the field keeps what was typed, for the server to judge.
  #within(segments) {
    const latest = this.duration - this.shortest;
    return segments.map((each) => ({
      ...each,
      start: Math.min(each.start, latest),
      end: clamp(each.end, this.shortest, this.duration),
    }));
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}

const lists = new WeakMap();

// The one list of an element's field, for all modules that show or change it. The element names
// the field by `data-lines`, or its two inputs by `data-start` and `data-end`; null without any.
export function cutListOf({ dataset }) {
  const find = (id) => (id ? document.getElementById(id) : null);
  const first = find(dataset.lines) ?? find(dataset.start);
  if (!first) return null;
  if (!lists.has(first)) {
    const frameRate = Number(dataset.frameRate) || 0;
    const field = dataset.lines
      ? new LinesField(first, frameRate)
      : new SpanField(first, find(dataset.end), frameRate);
    const shortest = frameRate ? 1 / frameRate : 0.001;
    lists.set(first, new CutList(field, { duration: Number(dataset.duration), shortest }));
  }
  return lists.get(first);
}

// Fingers, mouse and keys on a timeline: looking for a place, moving edges, zooming.

import { nearest } from "./filmstrip.js";

// How near, in pixels, an edge snaps to the playhead.
const MAGNET_PIXELS = 7;
const WHEEL_ZOOM = 1.0015;
const KEY_SECONDS = 1;
const PAGE_SECONDS = 10;

export function follow(timeline) {
  const pointers = new Map();
  let drag = null;
  let pinch = null;
  const { view } = timeline;
  const xOf = (event) => event.clientX - view.getBoundingClientRect().left;

  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pointers.set(event.pointerId, xOf(event));
    view.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      drag = null;
      pinch = pinched(timeline, pointers);
    } else if (pointers.size === 1) {
      drag = begun(timeline, event);
      drag(xOf(event), event);
    }
  });
  view.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    pointers.set(event.pointerId, xOf(event));
    if (pinch) pinch();
    else drag?.(xOf(event), event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    view.addEventListener(name, (event) => {
      pointers.delete(event.pointerId);
      if (pointers.size === 0) drag = pinch = null;
    });
  }
  view.addEventListener("wheel", (event) => wheel(timeline, event, xOf(event)), { passive: false });
  view.addEventListener("keydown", (event) => keys(timeline, event));
}

// What a pressed pointer moves: an edge, a whole segment by its number, or the playhead.
function begun(timeline, event) {
  const { list, playhead, scale } = timeline;
  const edge = event.target.closest("[data-edge]");
  const box = event.target.closest("[data-index]");
  const grip = event.target.closest("[data-number]");
  if (box) list.select(Number(box.dataset.index));
  if (grip) return carrying(timeline, event, Number(box.dataset.index));
  if (!edge) return (x) => playhead.seek(inside(timeline, scale.at(x)));

  edge.focus({ preventScroll: true });
  const stood = playhead.seconds;
  const began = event.clientX;
  const gesture = `drag ${event.timeStamp}`;
  let moves = false;
  return (x, { clientX, shiftKey }) => {
    // A tap on an edge takes hold of it and moves nothing.
    moves ||= Math.abs(clientX - began) > 2;
    if (!moves) return;
    const seconds = snapped(timeline, scale.at(x), stood, shiftKey);
    setEdge(timeline, edge.dataset.edge, Number(box.dataset.index), seconds, gesture);
  };
}

// The whole segment moves, and stays as long as it is.
function carrying(timeline, event, index) {
  const { list, playhead, scale } = timeline;
  const from = scale.at(event.clientX - timeline.view.getBoundingClientRect().left);
  const { start } = list.segments[index];
  const gesture = `carry ${event.timeStamp}`;
  return (x, { shiftKey }) => {
    const seconds = snapped(timeline, start + scale.at(x) - from, playhead.seconds, shiftKey);
    if (seconds !== list.segments[index].start) list.shift(index, seconds, gesture);
  };
}

function setEdge(timeline, name, index, seconds, gesture) {
  const { list, playhead } = timeline;
  if (name === "start") list.setStart(index, seconds, gesture);
  else list.setEnd(index, seconds, gesture);
  // The first picture that stays, or the last one.
  const { start, end } = list.segments[index];
  playhead.media.pause();
  playhead.seek(name === "start" ? start : end - playhead.frame);
}

function snapped(timeline, seconds, magnet, toKeyframe) {
  const { keyframes, playhead, scale } = timeline;
  if (toKeyframe && keyframes.length) return keyframes[nearest(keyframes, seconds)];
  if (Math.abs(seconds - magnet) < scale.seconds(MAGNET_PIXELS)) return magnet;
  return playhead.frameStart(inside(timeline, seconds) + playhead.frame / 2);
}

function inside({ duration }, seconds) {
  return Math.min(Math.max(seconds, 0), duration);
}

// Two fingers: what lies under them stays under them.
function pinched(timeline, pointers) {
  const { scale } = timeline;
  const places = () => [...pointers.values()].sort((a, b) => a - b);
  const [from, to] = places().map((x) => scale.at(x));
  return () => {
    const [left, right] = places();
    const factor = ((to - from) * scale.width) / (Math.max(right - left, 1) * scale.span);
    timeline.zoom(1 / factor, from);
    timeline.pan(from - scale.at(left));
  };
}

function wheel(timeline, event, x) {
  const { scale } = timeline;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    event.preventDefault();
    timeline.zoom(WHEEL_ZOOM ** -event.deltaY, scale.at(x));
    return;
  }
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (!sideways || scale.isWhole) return;
  event.preventDefault();
  timeline.pan(scale.seconds(sideways));
}

// Keys move what has the focus: the playhead or an edge, both are sliders.
function keys(timeline, event) {
  const { list, playhead, keyframes } = timeline;
  const edge = event.target.closest("[data-edge]");
  const index = edge && Number(edge.closest("[data-index]").dataset.index);
  const now = edge ? list.segments[index][edge.dataset.edge] : playhead.seconds;
  const target = targetOf(event, now, playhead.frame, timeline.duration, keyframes);
  if (target === null) return;
  event.preventDefault();
  event.stopPropagation();
  if (edge) setEdge(timeline, edge.dataset.edge, index, target, `keys ${index}`);
  else {
    playhead.media.pause();
    playhead.seek(target);
  }
}

function targetOf({ key, shiftKey, ctrlKey, metaKey, altKey }, now, frame, duration, keyframes) {
  if (ctrlKey || metaKey || altKey) return null;
  const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  if (direction && shiftKey) return neighbour(keyframes, now, direction) ?? now + direction * KEY_SECONDS;
  if (direction) return now + direction * frame;
  const far = { PageUp: PAGE_SECONDS, PageDown: -PAGE_SECONDS }[key];
  if (far) return now + far;
  return { Home: 0, End: duration }[key] ?? null;
}

// The next value of a rising list in a direction, undefined where there is none.
export function neighbour(values, from, direction) {
  const hair = 0.002;
  if (direction > 0) return values.find((each) => each > from + hair);
  return values.findLast((each) => each < from - hair);
}

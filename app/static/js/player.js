// Says honestly when this browser cannot show the file, and hides a warning that proved wrong.
// Where the service makes a light copy (`data-proxy`), that is shown instead, and until it is
// made, pieces of it (`data-excerpt`).

import { canShowPieces, Excerpts } from "./excerpts.js";
import { preview } from "./previews.js";

export default function player(figure) {
  const media = figure.querySelector("video, audio");
  const note = figure.querySelector("[data-player-note]");
  if (!media) return;
  let takesProxy = "proxy" in figure.dataset;
  const judge = () => {
    // Sound without its picture is what some browsers make of a codec that they do not know.
    const pictureMissing = media.tagName === "VIDEO" && media.videoWidth === 0;
    const fails = media.error !== null || pictureMissing;
    note.hidden = !fails || takesProxy;
    if (!fails || !takesProxy) return;
    takesProxy = false;
    note.hidden = true;
    showProxy(figure, media).catch(() => {
      note.hidden = false;
    });
  };
  media.addEventListener("loadedmetadata", judge);
  media.addEventListener("error", judge);
  if (media.error || media.readyState >= HTMLMediaElement.HAVE_METADATA) judge();
}

async function showProxy(figure, media) {
  const wait = figure.querySelector("[data-player-wait]");
  const { proxy, excerpt } = figure.dataset;
  const gone = new AbortController();
  window.addEventListener("pagehide", () => gone.abort());
  wait.textContent = wait.dataset.words;
  const pieces = excerpt && canShowPieces() ? new Excerpts(media, excerpt, factsOf(media)) : null;
  try {
    // Ask first, and play when it is there: a player would give up waiting.
    const { answer } = await preview(proxy, { signal: gone.signal });
    await answer.body?.cancel();
    pieces?.stop();
    exchange(media, proxy);
  } finally {
    wait.textContent = "";
  }
}

function factsOf({ dataset }) {
  return { duration: Number(dataset.duration), hasSound: "hasSound" in dataset };
}

// Another source, at the same place.
function exchange(media, address) {
  const { currentTime, paused, playbackRate } = media;
  media.src = address;
  media.currentTime = currentTime;
  media.playbackRate = playbackRate;
  if (!paused) media.play().catch(() => {});
}

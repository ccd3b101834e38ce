// The controls of a player: play, one picture on or back, speed, volume, loop, full screen, and
// the time, which can be typed. The browser's own controls go away where these work.

import { cutListOf } from "./cutlist.js";
import { playheadOf } from "./playhead.js";
import { parseTimecode, timecode } from "./timecode.js";

export default function transport(element) {
  const media = document.getElementById(element.dataset.media);
  const playhead = playheadOf(media);
  media.controls = false;
  playsAndSteps(element, playhead);
  tellsTime(element, playhead);
  setsSpeed(element, media);
  setsVolume(element, media);
  loops(element, playhead);
  fillsTheScreen(element, media);
}

function playsAndSteps(element, playhead) {
  const { media } = playhead;
  const play = element.querySelector("[data-play]");
  const tell = () => {
    play.setAttribute("aria-label", media.paused ? play.dataset.play : play.dataset.pause);
    element.classList.toggle("transport--playing", !media.paused);
  };
  play.addEventListener("click", () => playhead.toggle());
  media.addEventListener("click", () => playhead.toggle());
  for (const name of ["play", "pause", "ended"]) media.addEventListener(name, tell);
  for (const button of element.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => playhead.step(Number(button.dataset.step)));
  }
  tell();
}

function tellsTime(element, playhead) {
  const input = element.querySelector("[data-now]");
  const tell = () => {
    if (document.activeElement !== input) input.value = timecode(playhead.seconds);
    if (!playhead.media.paused) requestAnimationFrame(tell);
  };
  const go = () => {
    const seconds = parseTimecode(input.value, playhead.frameRate);
    if (seconds !== null) playhead.seek(seconds);
    else input.value = timecode(playhead.seconds);
  };
  input.addEventListener("change", go);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go();
    input.select();
  });
  playhead.addEventListener("move", tell);
  tell();
}

function setsSpeed(element, media) {
  const select = element.querySelector("[data-speed]");
  select.addEventListener("change", () => {
    media.playbackRate = media.defaultPlaybackRate = Number(select.value);
  });
  media.addEventListener("ratechange", () => {
    if ([...select.options].some((each) => Number(each.value) === media.playbackRate)) {
      select.value = String(media.playbackRate);
    }
  });
}

function setsVolume(element, media) {
  const mute = element.querySelector("[data-mute]");
  const volume = element.querySelector("[data-volume]");
  if (!mute) return;
  const tell = () => {
    const isSilent = media.muted || media.volume === 0;
    mute.setAttribute("aria-pressed", String(isSilent));
    volume.value = String(isSilent ? 0 : Math.round(media.volume * 100));
    volume.setAttribute("aria-valuetext", `${volume.value} %`);
  };
  mute.addEventListener("click", () => {
    media.muted = !media.muted;
  });
  volume.addEventListener("input", () => {
    media.muted = false;
    media.volume = Number(volume.value) / 100;
  });
  media.addEventListener("volumechange", tell);
  tell();
}

// Plays the selected segment again and again; or all of them one after the other, as the result
// will be.
function loops(element, playhead) {
  const { media } = playhead;
  const list = cutListOf(element);
  const loop = element.querySelector("[data-loop]");
  const result = element.querySelector("[data-result]");
  let following = -1;
  const press = (button, isOn) => button?.setAttribute("aria-pressed", String(isOn));
  const isOn = (button) => button?.getAttribute("aria-pressed") === "true";

  const watch = () => {
    if (media.paused) return;
    requestAnimationFrame(watch);
    if (media.seeking) return;
    const segment = following >= 0 ? list.kept[following] : list.segments[list.selected];
    if (!segment || (following < 0 && !isOn(loop))) return;
    if (media.currentTime >= segment.start - playhead.frame && media.currentTime < segment.end) return;
    const next = following >= 0 ? list.kept[(following += 1)] : segment;
    if (next) playhead.seek(next.start);
    else {
      media.pause();
      playhead.seek(segment.end - playhead.frame);
    }
  };
  const stop = () => {
    following = -1;
    press(result, false);
  };
  if (!list) return;
  loop?.addEventListener("click", () => {
    stop();
    press(loop, !isOn(loop));
    const segment = list.segments[list.selected];
    if (isOn(loop) && segment) playhead.seek(segment.start);
  });
  result?.addEventListener("click", () => {
    if (following >= 0) {
      media.pause();
      return;
    }
    press(loop, false);
    following = 0;
    press(result, true);
    playhead.seek(list.kept[0]?.start ?? 0);
    media.play().catch(stop);
  });
  media.addEventListener("play", watch);
  media.addEventListener("pause", stop);
}

function fillsTheScreen(element, media) {
  const button = element.querySelector("[data-full]");
  if (!button) return;
  const stage = element.closest("[data-stage]");
  // iPhones let only a video itself fill the screen.
  if (!stage.requestFullscreen && !media.webkitEnterFullscreen) button.hidden = true;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (stage.requestFullscreen) stage.requestFullscreen().catch(() => {});
    else media.webkitEnterFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement === stage));
  });
}

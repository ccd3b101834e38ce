// Says honestly when this browser cannot show the file, and hides a warning that proved wrong.

export default function player(figure) {
  const media = figure.querySelector("video, audio");
  const note = figure.querySelector("[data-player-note]");
  if (!media) return;
  const judge = () => {
    // Sound without its picture is what some browsers make of a codec that they do not know.
    const pictureMissing = media.tagName === "VIDEO" && media.videoWidth === 0;
    note.hidden = !media.error && !pictureMissing;
  };
  media.addEventListener("loadedmetadata", judge);
  media.addEventListener("error", judge);
  if (media.error || media.readyState >= HTMLMediaElement.HAVE_METADATA) judge();
}

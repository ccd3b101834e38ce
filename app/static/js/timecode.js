// Seconds as people read and type them; the server's pages read and write them the same way.

const TIMECODE = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,7}(?:[.,]\d{0,9})?|[.,]\d{1,9})$/;
const FRAME = /^#(\d{1,8})$/;

// "1:02.500", with hours where there are any.
export function timecode(seconds) {
  const milliseconds = Math.round(Math.max(seconds, 0) * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const rest = milliseconds % 60000;
  const minutes = Math.floor(milliseconds / 60000);
  const tail = `${two(Math.floor(rest / 1000))}.${String(rest % 1000).padStart(3, "0")}`;
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${two(minutes % 60)}:${tail}` : `${minutes}:${tail}`;
}

// The seconds that a text names, null if it is no time. "#1874" is the start of a picture,
// counted from 0, where the rate of pictures per second is known.
export function parseTimecode(text, frameRate = 0) {
  const frame = FRAME.exec(text.trim());
  if (frame) return frameRate > 0 ? Number(frame[1]) / frameRate : null;
  const match = TIMECODE.exec(text.trim());
  if (!match) return null;
  const parts = match
    .slice(1)
    .filter((part) => part !== undefined)
    .map((part) => Number(part.replace(",", ".")));
  if (parts.slice(1).some((part) => part >= 60)) return null;
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

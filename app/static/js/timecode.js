// Seconds as people read them, in the form that the server takes back: "1:02.500".

export function timecode(seconds) {
  const milliseconds = Math.round(Math.max(seconds, 0) * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const rest = milliseconds % 60000;
  const minutes = Math.floor(milliseconds / 60000);
  const tail = `${two(Math.floor(rest / 1000))}.${String(rest % 1000).padStart(3, "0")}`;
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${two(minutes % 60)}:${tail}` : `${minutes}:${tail}`;
}

// Sizes and waiting times as people read them; the server's pages say them the same way.

const SIZE_UNITS = ["bytes", "kB", "MB", "GB", "TB"];

export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return `${Math.floor(value)} ${value === 1 ? "byte" : "bytes"}`;
  return `${value.toFixed(value < 100 ? 1 : 0)} ${SIZE_UNITS[unit]}`;
}

export function remaining(seconds) {
  const count = (amount, word) => `${amount} ${word}${amount === 1 ? "" : "s"}`;
  if (seconds < 1) return "less than a second";
  if (seconds >= 5400) return `about ${count(Math.round(seconds / 3600), "hour")}`;
  if (seconds >= 90) return `about ${count(Math.round(seconds / 60), "minute")}`;
  return count(Math.round(seconds), "second");
}

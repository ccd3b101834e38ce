// Sizes and waiting times as people read them; the server's pages say them the same way.

import { words } from "./live.js";

// The server writes the digits 0 to 9 in every language.
export const LOCALE = `${document.documentElement.lang}-u-nu-latn`;

const SIZE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return measure(Math.floor(value), "byte", "long");
  return measure(value, SIZE_UNITS[unit], "short", value < 100 ? 1 : 0);
}

// `element` brings the words along.
export function remaining(seconds, element) {
  if (seconds < 1) return words(element, "soon");
  if (seconds < 90) return measure(Math.round(seconds), "second", "long");
  const [length, unit] = seconds < 5400 ? [60, "minute"] : [3600, "hour"];
  return words(element, "about", { time: measure(Math.round(seconds / length), unit, "long") });
}

function measure(value, unit, unitDisplay, digits = 0) {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay, ...fraction }).format(value);
}

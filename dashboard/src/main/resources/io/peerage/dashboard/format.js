// Numbers and times for people.

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

function scale(value) {
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return [scaled, UNITS[unit]];
}

export function bytes(value) {
  const [scaled, unit] = scale(value);
  return `${scaled.toFixed(unit === "B" || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)} ${unit}`;
}

/** The same for the labels of an axis: without needless zeros. */
export function shortBytes(value) {
  const [scaled, unit] = scale(value);
  return `${Number(scaled.toPrecision(3))} ${unit}`;
}

export function percent(ratio) {
  return ratio === null || ratio === undefined ? "–" : `${(100 * ratio).toFixed(1)} %`;
}

export function count(value) {
  return new Intl.NumberFormat("en").format(value);
}

/** "1 chunk", "2 chunks". */
export function some(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function score(value) {
  return value.toFixed(2);
}

const two = (value) => String(value).padStart(2, "0");

/** The time of day on this side of the wire: 14:03:59. */
export function clock(iso) {
  const at = new Date(iso);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function dateTime(iso) {
  return new Date(iso).toLocaleString([], { dateStyle: "medium", timeStyle: "long" });
}

/** "3 min ago", "in 23 h". */
export function relative(iso, now = Date.now()) {
  const seconds = Math.round((new Date(iso) - now) / 1000);
  if (Math.abs(seconds) < 5) {
    return "just now";
  }
  const length = duration(Math.abs(seconds));
  return seconds < 0 ? `${length} ago` : `in ${length}`;
}

function duration(seconds) {
  if (seconds < 90) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) {
    return `${minutes} min`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

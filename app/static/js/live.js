// Says to screen readers what changed, in the words that the page brings along:
// `data-say-split="Split at {time}."` is said by `say(element, "split", { time })`.

export function words(element, name, values = {}) {
  const key = `say${name[0].toUpperCase()}${name.slice(1)}`;
  return (element.dataset[key] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function say(element, name, values) {
  const voice = element.querySelector("[data-voice]");
  if (voice) voice.textContent = words(element, name, values);
}

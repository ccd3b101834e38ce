// Takes the focus when the page opens, so that a summary of errors is heard first.

export default function focus(element) {
  element.focus();
}

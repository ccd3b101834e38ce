// Leaves by itself after a while, but not while somebody reads or works with it. What is offered
// for a time only (`data-stays`, in seconds) leaves when that is over.

const STAYS_MS = 12_000;

export default function toast(element) {
  let timer = 0;
  const leave = () => {
    const hadFocus = element.contains(document.activeElement);
    element.remove();
    if (hadFocus) document.getElementById("content").focus({ preventScroll: true });
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (element.matches(":hover, :focus-within") ? wait() : leave()), STAYS_MS);
  };
  element.querySelector("[data-close]").addEventListener("click", leave);
  if (element.dataset.stays) {
    setTimeout(leave, Number(element.dataset.stays) * 1000);
    return;
  }
  element.addEventListener("pointerleave", wait);
  element.addEventListener("focusout", wait);
  wait();
}

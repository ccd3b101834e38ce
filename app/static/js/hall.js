// Moves the layers of the hall where the style sheet cannot do it alone.

export default function hall(element) {
  if (CSS.supports("animation-timeline: scroll()")) return;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;

  let frame = 0;
  const draw = () => {
    frame = 0;
    element.style.setProperty("--scrolled", `${Math.min(scrollY, element.offsetHeight)}px`);
  };
  const onScroll = () => {
    frame ||= requestAnimationFrame(draw);
  };
  // Listens only while the hall is in view.
  new IntersectionObserver(([entry]) => {
    const change = entry.isIntersecting ? addEventListener : removeEventListener;
    change("scroll", onScroll, { passive: true });
  }).observe(element);
}

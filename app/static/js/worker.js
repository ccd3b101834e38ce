// Keeps the offline page at hand on this device, where the browser can.

export default function worker(element) {
  navigator.serviceWorker?.register(element.dataset.worker, { updateViaCache: "none" }).catch(() => {
    // Private windows refuse; the site works all the same.
  });
}

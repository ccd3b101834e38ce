// Asks how hard the new password is to guess, whenever typing pauses, and shows the answer.

const PAUSE_MS = 350;
const PATIENCE_MS = 4000;
// What is known of somebody is guessed first.
const ABOUT = ["csrf_token", "username", "email", "first_name", "last_name"];

export default function strength(element) {
  const input = document.getElementById(element.dataset.input);
  let asking = new AbortController();
  let timer;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking.abort();
    if (input.value) timer = setTimeout(ask, PAUSE_MS);
    else element.replaceChildren();
  });

  async function ask() {
    asking = new AbortController();
    const form = new FormData(input.form);
    const body = new FormData();
    body.set("password", input.value);
    for (const name of ABOUT) if (form.has(name)) body.set(name, form.get(name));
    try {
      const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const response = await fetch(element.dataset.address, { method: "POST", body, signal });
      // Without an answer there is none; what is too weak is refused when the form is sent.
      element.innerHTML = response.status === 200 ? await response.text() : "";
    } catch {
      if (!asking.signal.aborted) element.replaceChildren();
    }
  }
}

// Copies the address in the field beside it, and says so where the button's word stands.

const SAYS_SO_MS = 2_000;

export default function copy(row) {
  const input = row.querySelector("input");
  const word = row.querySelector("[data-copy-word]");
  const usual = word.textContent;
  word.setAttribute("aria-live", "polite");
  row.querySelector("[data-copy]").addEventListener("click", async () => {
    if (!(await copied(input))) return;
    word.textContent = word.dataset.copied;
    setTimeout(() => {
      word.textContent = usual;
    }, SAYS_SO_MS);
  });
  input.addEventListener("focus", () => input.select());
}

async function copied(input) {
  try {
    // Browsers offer this over HTTPS and on the own machine only.
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.select();
    return document.execCommand("copy");
  }
}

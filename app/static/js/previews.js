// Artefacts that a service makes to show a file. The first who asks may have to wait for them:
// then the answer says after which time to ask again.

const MOST_TRIES = 5;
const PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 20_000;
const LATER = new Set([429, 503]);

// Returns the answer and the service's facts about it; raises where there is none.
export async function preview(address, { parameters = null, signal = null } = {}) {
  const wish = parameters ? `?parameters=${encodeURIComponent(JSON.stringify(parameters))}` : "";
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(address + wish, { signal });
    if (answer.ok) return { answer, facts: factsOf(answer) };
    // An answer that is left lying keeps its connection from the next question.
    answer.body?.cancel();
    const told = Number(answer.headers.get("Retry-After")) * 1000;
    // Not there, but when to ask again: it is being made in the background, which may take long.
    const isBeingMade = answer.status === 404 && told > 0;
    if (!isBeingMade && (!LATER.has(answer.status) || tries === MOST_TRIES)) {
      throw Object.assign(new Error(`${address}: ${answer.status}`), { status: answer.status });
    }
    const pause = isBeingMade ? Math.min(told * tries, LONGEST_PAUSE_MS) : told || PAUSE_MS;
    await new Promise((done) => setTimeout(done, pause));
    signal?.throwIfAborted();
  }
}

function factsOf(answer) {
  try {
    return JSON.parse(answer.headers.get("Preview-Facts") ?? "{}");
  } catch {
    return {};
  }
}

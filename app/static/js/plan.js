// What the server says would come out of a form, as a fragment of the page.

export async function planOf(form, data, signal) {
  const answer = await fetch(form.dataset.plan, {
    method: "POST",
    body: data,
    headers: { "HX-Request": "true", "HX-Current-URL": location.href },
    signal,
  });
  if (!answer.ok) throw new Error(`no plan: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...page.body.childNodes);
  return fragment;
}

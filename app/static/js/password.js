// Lets people see the password that they type, and tells when Caps Lock is on.

export default function password(element) {
  const input = element.querySelector("input");
  const button = element.querySelector("[data-show]");
  const caps = element.querySelector("[data-caps]");

  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // What is sent as plain text, browsers would keep and offer to the next person.
  input.form.addEventListener("submit", () => show(false));

  const look = (event) => {
    caps.hidden = !event.getModifierState?.("CapsLock");
  };
  input.addEventListener("keydown", look);
  input.addEventListener("keyup", look);
  input.addEventListener("blur", () => {
    caps.hidden = true;
  });
}

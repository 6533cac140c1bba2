// "Hide this page": covers the screen at once, then leaves so that Back does not lead here again.
// Three presses of Shift do the same. Without script the button is a plain link to the same place.
const PRESSES = 3;
const FORGET_AFTER = 5000;

export function startQuickExit(root) {
  const button = root.querySelector("a");
  const words = root.dataset;
  const status = document.createElement("span");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  root.append(status);
  let presses = 0;
  let forget;
  let shiftAlone = false;

  const cover = document.createElement("div");
  cover.className = "govuk-exit-this-page-overlay";
  cover.setAttribute("role", "alert");

  function leave() {
    document.body.classList.add("govuk-exit-this-page-hide-content");
    document.body.append(cover);
    cover.textContent = words.wordsLoading;
    document.title = words.wordsLoading;
    window.location.replace(button.href);
  }

  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave();
  });
  // Shift as part of a capital letter or a shortcut does not count.
  document.addEventListener("keydown", (event) => {
    shiftAlone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!shiftAlone) presses = 0;
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !shiftAlone) return;
    presses += 1;
    clearTimeout(forget);
    if (presses >= PRESSES) {
      leave();
      return;
    }
    status.textContent = presses === 1 ? words.wordsTwoMore : words.wordsOneMore;
    forget = setTimeout(() => {
      presses = 0;
      status.textContent = words.wordsExpired;
    }, FORGET_AFTER);
  }, true);
  // A page kept in the browser's memory must be usable when somebody comes back to it on purpose.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.classList.remove("govuk-exit-this-page-hide-content");
    cover.remove();
  });
}

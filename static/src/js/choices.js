// Choices that open further questions, and a choice ("not sure") that stands alone.
// The opened question follows right behind its choice, so nothing needs to be announced; aria-expanded is not
// allowed on a radio or checkbox, which is why this is ours and not the framework's.
function sync(input) {
  const opened = document.getElementById(input.dataset.ariaControls);
  opened?.classList.toggle("govuk-radios__conditional--hidden", !input.checked);
  opened?.classList.toggle("govuk-checkboxes__conditional--hidden", !input.checked);
}

function standAlone(changed, inputs) {
  const alone = changed.dataset.behaviour === "exclusive";
  for (const input of inputs) {
    if (input !== changed && (alone || input.dataset.behaviour === "exclusive")) input.checked = false;
  }
}

export function startChoices() {
  const opening = () => document.querySelectorAll("input[data-aria-controls]");
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.form) return;
    if (target.type === "checkbox" && target.checked && target.name) {
      standAlone(target, target.form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(target.name)}"]`));
    }
    if (target.type === "radio" || target.type === "checkbox") opening().forEach(sync);
  });
  opening().forEach(sync);
  // Browsers put answers back after Back or a reload without saying so.
  window.addEventListener("pageshow", () => opening().forEach(sync));
}

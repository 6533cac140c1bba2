// A second press while the first is on its way does nothing; the server refuses doubles by itself as well.
export function startSubmitOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    // aria-disabled, not disabled: the button keeps the focus, and its name and value are still sent.
    event.submitter?.setAttribute("aria-disabled", "true");
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
    form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

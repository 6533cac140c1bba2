// Two minutes before the server would sign one out: save what was typed, say so, offer to stay.
const AHEAD = 120;
const TICK = 5000;

export function startSessionWarning(dialog, saveAll) {
  const limit = Number(dialog.dataset.seconds) * 1000;
  const warnAfter = Math.max(limit - AHEAD * 1000, limit / 2);
  const form = dialog.querySelector("form");
  const trouble = dialog.querySelector("[data-words-trouble]");
  let since = Date.now();
  let saving = false;
  const tabs = new BroadcastChannel("session");

  function active() {
    since = Date.now();
    if (dialog.open) dialog.close();
  }

  // By the clock, not by one long timer: a laptop that slept must not wake up believing no time has passed.
  async function look() {
    const idle = Date.now() - since;
    if (idle >= limit) {
      // The server ended the session; go where one can sign in, so that nothing stays on the screen.
      if (dialog.open && dialog.dataset.signInUrl) window.location.replace(dialog.dataset.signInUrl);
      return;
    }
    if (idle < warnAfter || dialog.open || saving) return;
    saving = true;
    await saveAll();
    saving = false;
    trouble.textContent = "";
    dialog.showModal();
    dialog.querySelector("h2").focus();
  }

  async function stay() {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "manual",
      });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      trouble.textContent = trouble.dataset.wordsTrouble;
      return;
    }
    active();
    tabs.postMessage("active");
  }

  // Whatever keeps the session alive in one tab keeps it alive in all of them.
  tabs.postMessage("active");
  tabs.addEventListener("message", active);
  document.addEventListener("app:active", () => {
    active();
    tabs.postMessage("active");
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  // Escape means "I am here": the same as staying.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  setInterval(look, Math.min(TICK, Math.max(limit / 20, 250)));
  document.addEventListener("visibilitychange", look);
}

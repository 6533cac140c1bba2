// Two minutes before the server would sign one out: save what was typed, say so, offer to stay.
// At the limit the page is left, so that nothing stays on the screen, unless words on it would be lost.
const AHEAD = 120;
const TICK = 5000;

export function startSessionWarning(dialog, saveAll) {
  const limit = Number(dialog.dataset.seconds) * 1000;
  const warnAfter = Math.max(limit - AHEAD * 1000, limit / 2);
  const form = dialog.querySelector("form");
  const words = dialog.querySelector("[data-words-saved]");
  const tabs = new BroadcastChannel("session");
  let since = Date.now();
  let busy = false;
  let typedElsewhere = false; // in a form that does not save itself

  function active() {
    since = Date.now();
    if (dialog.open) dialog.close();
  }

  async function save() {
    busy = true;
    const saved = await saveAll();
    busy = false;
    const kept = !typedElsewhere && saved.every(Boolean);
    words.textContent = kept ? (saved.length ? words.dataset.wordsSaved : "") : words.dataset.wordsUnsaved;
    return kept;
  }

  // By the clock, not by one long timer: a laptop that slept must not wake up believing no time has passed.
  async function look() {
    if (busy || Date.now() - since < warnAfter) return;
    if (dialog.open && Date.now() - since < limit) return;
    const kept = await save();
    const idle = Date.now() - since;
    if (idle < warnAfter) return; // saving was a sign of life
    if (idle >= limit && kept) {
      window.location.replace(dialog.dataset.signInUrl);
      return;
    }
    if (dialog.open) return;
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
      words.textContent = words.dataset.wordsTrouble;
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
  document.addEventListener("input", ({ target }) => {
    if (target.form?.method === "post" && !target.form.dataset.autosaveUrl) typedElsewhere = true;
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

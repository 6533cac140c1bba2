// Saves a form on the server while one types; nothing is ever kept in the browser's storage.
// The server answers 2xx (saved), 4xx (it will say why when the button is pressed), or not at all (we try again).
const QUIET = 2500;
const RETRY_FIRST = 5000;
const RETRY_MOST = 60000;

export function startAutosave(form) {
  const url = form.dataset.autosaveUrl;
  const status = form.querySelector("[data-autosave-status]");
  const words = status ? status.dataset : {};
  let version = 0;
  let saved = 0;
  let wait = RETRY_FIRST;
  let timer;
  let running;
  let leaving = false;
  let reachable = true;
  let tried = false;

  function say(text) {
    if (status && status.textContent !== text) status.textContent = text || "";
  }

  // Files are sent once, with the form itself.
  function fields() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    return data;
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function unreachable() {
    reachable = false;
    say(words.wordsOffline);
    later(wait);
    wait = Math.min(wait * 2, RETRY_MOST);
    return false;
  }

  async function send(upTo) {
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST",
        body: fields(),
        credentials: "same-origin",
        redirect: "manual",
        headers: { "X-Requested-With": "autosave" },
      });
    } catch {
      return unreachable();
    }
    if (answer.status >= 500 || answer.status === 429) return unreachable();
    reachable = true;
    wait = RETRY_FIRST;
    if (answer.ok) {
      document.dispatchEvent(new Event("app:active"));
      saved = Math.max(saved, upTo);
      say(words.wordsSaved);
      if (version > saved) later(QUIET);
      return true;
    }
    // A redirect or 401/403 is the sign-in page: somebody was signed out in another tab.
    say(answer.type === "opaqueredirect" || [401, 403].includes(answer.status) ? words.wordsSignedOut : words.wordsRefused);
    return false;
  }

  function save() {
    clearTimeout(timer);
    if (version === saved || leaving) return Promise.resolve(true);
    running ??= send(version).finally(() => {
      running = undefined;
    });
    return running;
  }

  // The page is going away: one last try that outlives it (the browser allows some 60 kB).
  function saveOnTheWayOut() {
    if (version === saved || leaving) return;
    if (navigator.sendBeacon(url, fields())) return;
    save();
  }

  form.addEventListener("input", () => {
    version += 1;
    later(QUIET);
  });
  form.addEventListener("change", () => {
    version += 1;
    later(QUIET);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveOnTheWayOut();
  });
  window.addEventListener("pagehide", saveOnTheWayOut);
  window.addEventListener("online", save);
  window.addEventListener("offline", () => {
    if (version !== saved) say(words.wordsOffline);
  });
  // Pressing the button with no connection would lose the page: hold it, say so, keep the words.
  form.addEventListener("submit", (event) => {
    if (tried || (navigator.onLine !== false && reachable)) {
      leaving = true;
      tried = false;
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    (running ?? send(version)).then(() => {
      tried = reachable;
      if (reachable) form.requestSubmit(button);
      else say(words.wordsHeld);
    });
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  return save;
}

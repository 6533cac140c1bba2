// Looks now and then how far a long piece of work is. Without it there is a link that does the same.
const EVERY = 2000;
const MOST = 300; // looks: a page left open must not keep a session alive for ever

export function startProgress(element) {
  const words = element.querySelector('[role="status"]');
  const bar = element.querySelector("progress");
  let looks = 0;

  async function look() {
    try {
      const answer = await fetch(element.dataset.url, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector('[data-module="app-progress"]');
      if (!now) {
        window.location.reload(); // it is over: show what came of it
        return;
      }
      const said = now.querySelector('[role="status"]').textContent;
      if (words.textContent !== said) words.textContent = said;
      bar.value = now.querySelector("progress").value;
    } catch {
      // The connection is away, or the session has ended: the link on the page says what there is.
    }
    looks += 1;
    if (looks < MOST) setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
}

// Makes or shows a passkey, on the few pages that need it: what the browser is asked stands beside the button, and its answer is sent with the form.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (known) => known?.map((each) => ({ ...each, id: toBytes(each.id) }));

function read(options) {
  const asked = { ...options, challenge: toBytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: toBytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = withBytes(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = withBytes(asked.allowCredentials);
  return asked;
}

function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
}

function startPasskey(element) {
  const form = element.closest("form");
  const button = element.querySelector("[data-with]");
  const failed = element.querySelector("[data-failed]");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  element.querySelector("[data-without]").hidden = true;
  button.hidden = false;
  // Enter in a field of a form without another button asks for the passkey, too.
  if (!form.querySelector('button[type="submit"]')) {
    const instead = (event) => {
      if (event.target !== form || form.elements.answer.value) return;
      event.preventDefault();
      event.stopPropagation();
      button.click();
    };
    document.addEventListener("submit", instead, true);
  }
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.setAttribute("aria-disabled", "true");
    try {
      const publicKey = read(JSON.parse(element.dataset.options));
      const credential = await navigator.credentials[element.dataset.verb]({ publicKey });
      form.elements.answer.value = write(credential);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
      button.removeAttribute("aria-disabled");
    }
  });
}

document.querySelectorAll('[data-module="app-passkey"]').forEach(startPasskey);

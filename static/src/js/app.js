// Everything here improves a page that works without it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { startAutosave } from "./autosave.js";
import { startChoices } from "./choices.js";
import { startProgress } from "./progress.js";
import { startQuickExit } from "./quick-exit.js";
import { startSessionWarning } from "./session-warning.js";
import { startSubmitOnce } from "./submit-once.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// The way out comes first: it must work even if something below fails.
const quickExit = document.querySelector('[data-module="app-quick-exit"]');
if (quickExit) startQuickExit(quickExit);

const components = [
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
];
for (const Component of components) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(element);
    } catch (error) {
      console.error(error);
    }
  }
}

startChoices();
const autosaves = [...document.querySelectorAll("form[data-autosave-url]")].map(startAutosave);
document.querySelectorAll("form[data-submit-once]").forEach(startSubmitOnce);
const warning = document.querySelector('[data-module="app-session-warning"]');
if (warning) startSessionWarning(warning, () => Promise.all(autosaves.map((save) => save())));
document.querySelectorAll('[data-module="app-progress"]').forEach(startProgress);

"""Somebody at a browser, doing what people do: read, click, write. Every page they meet is looked at."""

import re
from pathlib import Path
from typing import Any

from tests.accounts.signing import sign_in_at
from tests.web.served import violations

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
ON = "Save and continue"
FRESH = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
REFERENCE = re.compile(r"^\s*BR-\w{4}-\w{4}\s*$")


class Person:
    """One of the cast at a phone or a desk, with or without script."""

    def __init__(self, key: str, site: str, browser: Any, folder: Path, *, phone: bool = False, script: bool = True) -> None:
        self.key, self.site, self.folder, self.script = key, site, folder, script
        self.size = size = PHONE if phone else DESK
        self.context = browser.new_context(viewport=size, java_script_enabled=script)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.refused: list[str] = []
        self.page.on("console", lambda line: self.refused.append(line.text) if "Content Security" in line.text else None)
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))
        self.looker = self.page if script else browser.new_context(viewport=size).new_page()
        self.met = self.status = 0

    def sign_in(self) -> None:
        """By address, password and recovery code."""
        self.page.goto(f"{self.site}/")
        sign_in_at(self.page, self.key)
        self.look("Hello")

    def look(self, words: str) -> None:
        """The page they see now: it says this; and on a phone and on a desk it fits, and axe-core finds nothing wrong with it."""
        self.page.get_by_text(words).first.wait_for()
        self.met += 1
        self.page.screenshot(path=self.folder / f"{self.key}-{self.met:02}.png", full_page=True)
        if not self.script:  # without script nothing can look from inside: a second window with script opens the same page
            self.looker.context.add_cookies(self.context.cookies())
            self.looker.goto(self.page.url)
        for size in (PHONE, DESK) if self.size == DESK else (DESK, PHONE):
            self.looker.set_viewport_size(size)
            assert self.looker.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), words
            assert violations(self.looker) == [], (words, size)
        assert self.refused == []

    def report(self, *, about: str, saw: str) -> str:
        """Tell something about a colleague, page by page, from the header of the page one is on; the reference."""
        self.click("Report a concern", then="You need no proof")
        self.click("Start", then="Is anyone in danger now?")
        self.choose("No")
        self.click(ON, then="What do you want to tell us?")
        self.choose("A concern about a colleague")
        self.click(ON, then="Whom is it about?")
        self.write("Whom is it about?", about.split(maxsplit=1)[0])
        self.click("Find", then="Who do you mean?")
        self.page.get_by_role("radio", name=about).check()
        self.click("Add this person", then="In this report")
        self.click(ON, then="When and where was it?")
        self.write("Where was it?", "At the harbour")
        self.click(ON, then="What I saw or heard myself")
        self.write("What I saw or heard myself", saw)
        self.click(ON, then="What may it be about?")
        self.choose("Growing attachment that is not managed")
        self.click(ON, then="What has been done already?")
        self.choose("No, it was not possible")
        self.click(ON, then="Is there anybody who should not receive this?")
        self.click(ON, then="May the person who handles it know that it was you?")
        self.choose("Yes, by name")
        self.click(ON, then="Check your answers")
        assert saw in self.text()
        self.click("Send the report", then="Your report was sent")
        return str(self.page.get_by_text(REFERENCE).first.inner_text().strip())

    def click(self, name: str, *, role: str = "button", then: str) -> None:
        """Press something, and look at what comes; a number may stand behind its name."""
        self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}")).first.click()
        self.look(then)

    def open(self, address: str) -> str:
        """Go to an address; the page as it was sent, with what is new on every page taken out."""
        answer = self.page.goto(f"{self.site}{address}")
        self.status = answer.status
        return FRESH.sub("", str(answer.text())).replace(address, "")

    def follow(self, name: str, *, then: str) -> None:
        """Follow a link."""
        self.click(name, role="link", then=then)

    def write(self, label: str, words: str) -> None:
        """Write into a box."""
        self.page.get_by_label(label).fill(words)

    def choose(self, label: str) -> None:
        """Tick something."""
        self.page.get_by_label(label, exact=True).check()

    def text(self) -> str:
        """Everything the page says."""
        return str(self.page.locator("body").inner_text())

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()
        if not self.script:
            self.looker.context.close()

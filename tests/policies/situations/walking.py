"""Somebody without JavaScript who walks from page to page by what stands on them, and counts the clicks."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse


@dataclass
class Sent:
    """One form of a page: where it leads, what it brings along, and its buttons by their words."""

    action: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page: its links and its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.forms: list[Sent] = []
        self.text, self._open, self._words = "", None, ""
        self.heading, self._in = "", ""
        self.feed(text)

    _open: tuple[str, dict[str, str]] | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Sent(told.get("action", "")))
        elif tag == "input" and self.forms:
            if told.get("type") == "hidden":
                self.forms[-1].hidden.append((told["name"], told["value"]))
            else:
                self.forms[-1].asks.add(told.get("name", ""))
        if tag in {"a", "button"}:
            self._open, self._words = (tag, told), ""
        if tag == "h1":
            self._in = "h1"

    def handle_data(self, data: str) -> None:
        self._words += data
        self.text += data
        self.heading += data if self._in else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in = ""
        if self._open and tag == self._open[0]:
            told, words = self._open[1], " ".join(self._words.split())
            if tag == "a":
                self.links.setdefault(words, told.get("href", ""))
            elif self.forms and told.get("type") == "submit":
                self.forms[-1].buttons[words] = (told.get("name", ""), told.get("value", ""))
            self._open = None


class Walk:
    """One way through the pages, from the start page on."""

    def __init__(self, browser: Client) -> None:
        self.browser, self.clicks = browser, 0
        self.answer: Any = browser.get(reverse("home"))
        self.page = Page(self.answer.content.decode())
        self.address = reverse("home")

    def follow(self, link: str) -> "Walk":
        """Click a link."""
        self.address = self.page.links[link]
        return self._arrived(self.browser.get(self.address))

    def press(self, button: str, **answers: str) -> "Walk":
        """Press a button; with what was ticked or typed before, where its form asks for that."""
        (form,) = [form for form in self.page.forms if button in form.buttons]
        assert set(answers) <= form.asks, f"{form.asks} is asked here"
        said: dict[str, list[str]] = {}
        for name, value in [*form.hidden, form.buttons[button], *answers.items()]:
            said.setdefault(name, []).append(value)
        return self._arrived(self.browser.post(form.action or self.address, said))

    @property
    def buttons(self) -> set[str]:
        """Every button of the page."""
        return {button for form in self.page.forms for button in form.buttons}

    @property
    def codes(self) -> list[str]:
        """The ids of the clauses that the answer names, in their order."""
        shown: Any = self.answer.context
        return [each["code"] for each in (*shown["governing"], *shown["others"])]

    def _arrived(self, answer: Any) -> "Walk":
        self.clicks += 1
        self.answer = answer
        self.page = Page(answer.content.decode())
        return self

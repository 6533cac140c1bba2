"""Pages to print and to keep: PDF with tags, so that it is read aloud in order as well as looked at (EN 301 549, PDF/UA-1)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

STANDARD = "ua-1"


def tagged_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template filled with data, as a tagged PDF.

    The data reaches the template as values and never as markup: whatever somebody typed is shown as they typed it, and can neither
    run nor load anything. PDF/UA promises that every letter has its shape; where this machine has none for a letter, as for a rare
    script or a picture sign, the same page is made with its tags and without the promise.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    markup = template.read_bytes()
    try:
        return _made(markup, inputs, [STANDARD])
    except typst.TypstError:
        return _made(markup, inputs, [])


def _made(markup: bytes, inputs: dict[str, str], standards: list[str]) -> bytes:
    made = typst.compile(markup, format="pdf", sys_inputs=inputs, pdf_standards=standards, pdf_tags=True)
    assert isinstance(made, bytes)
    return made

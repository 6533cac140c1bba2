"""How a line is made: one handler, one formatter, through which everything goes that anybody in the process says."""

import logging
import logging.config
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured

from boundaries.logs import rules

FORMS = ("json", "plain")
QUIET = {
    "django": logging.NOTSET,
    "django.request": logging.ERROR,  # what is refused is said by the line of the request
    "django.security": logging.WARNING,
    "django.server": logging.NOTSET,
    "celery": logging.WARNING,  # one line for each ring would say nothing
    "fido2": logging.WARNING,  # it names passkeys
    "django.template": logging.INFO,  # below that, a line for every name that a page may go without
    "environ": logging.INFO,  # the same for every setting
}
"""Loggers that would have a handler of their own, or too much to say."""


def chosen(environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment says about logs: JSON unless it is the demo, and from which level on."""
    demo = environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
    form, level = environ.get("LOG_FORMAT") or ("plain" if demo else "json"), (environ.get("LOG_LEVEL") or "INFO").upper()
    if form not in FORMS:
        raise ImproperlyConfigured(f"LOG_FORMAT must be one of {', '.join(FORMS)}.")
    if level.lower() not in rules.LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(sorted(each.upper() for each in rules.LEVELS))}.")
    return {"form": form, "level": level}


def configure(given: Mapping[str, str]) -> None:
    """Send everything through the one formatter; called by Django, and by gunicorn and Celery before Django is there."""
    root = logging.getLevelName(given["level"])
    levels = {name: max(level, root) if level else level for name, level in QUIET.items()}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": "boundaries.logs.lines.formatter", "form": given["form"]}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": given["level"]},
            "loggers": {name: {"handlers": [], "propagate": True, "level": level} for name, level in levels.items()},
        }
    )
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def formatter(form: str) -> logging.Formatter:
    """Takes what structlog and what logging say, keeps what the list allows, and writes one line."""
    write = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else plain
    chain: list[Any] = [_from_record, structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"), _only_allowed, write]
    return structlog.stdlib.ProcessorFormatter(
        processors=chain,
        foreign_pre_chain=[structlog.contextvars.merge_contextvars],
        use_get_message=False,
        pass_foreign_args=True,
    )


Said = MutableMapping[str, Any]


def _from_record(logger: Any, name: str, said: Said) -> Said:
    """Where, how loud and by whom; a library's sentence without its filling; an error without its text."""
    record: logging.LogRecord = said.pop("_record")
    error = _error_in(said.pop("exc_info", None))
    if not said.pop("_from_structlog"):
        words = rules.words_of(said.pop("event", None), said.pop("positional_args", None), record.pathname)
        where = rules.place_of(record.pathname, record.lineno)
        heard = {"said": words} if words else {"its words": WITHHELD, "place": where}
        said = {**{key: value for key, value in said.items() if key == "request"}, **heard}
    about = {"level": record.levelname.lower(), "logger": record.name, "process": PROCESS, "pid": record.process}
    return {**said, **about, **(rules.told_of(error) if error else {})}


WITHHELD = None
"""Counted like everything else that is left out."""


def _error_in(exc_info: Any) -> BaseException | None:
    """The error that a line is about, in each of the forms in which it may be given."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exception() if exc_info else None


def _only_allowed(logger: Any, name: str, said: Said) -> Said:
    return rules.allowed(said)


def plain(logger: Any, name: str, said: Said) -> str:
    """One calm line for a person at a terminal."""
    words = said.pop("event", None) or said.pop("said", None) or "(withheld)"
    head = f"{said.pop('time')[:19].replace('T', ' ')} {said.pop('level'):<8}{said.pop('process')}: {words}"
    for of_machines in ("pid", "logger"):
        said.pop(of_machines, None)
    return " ".join([head, *(f"{key}={value}" for key, value in said.items())])


def process_name(arguments: list[str]) -> str:
    """Which of the product's processes this is."""
    program, words = Path(arguments[0] if arguments else "").as_posix(), arguments[1:]
    if "gunicorn" in program:
        return "web"
    if "celery" in program:
        return "beat" if "beat" in words else "worker"
    command = words[0] if program.endswith("manage.py") and words else ""
    return command if rules.is_allowed("process", command) else "python"


PROCESS = process_name(sys.argv)

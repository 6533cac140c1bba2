"""gunicorn's own words go where all others go; its access log, which would write addresses with their secrets, never opens."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from boundaries.logs.lines import chosen, configure


class QuietLogger(Logger):
    """No handler of its own, and no line for each request: boundaries.logs.middleware writes that."""

    def setup(self, cfg: Any) -> None:
        """Send gunicorn's words to the one handler, also before the product is loaded."""
        self.cfg = cfg
        self.error_log.setLevel(self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO))
        self.error_log.propagate = True
        configure(chosen(os.environ))

    @property
    def access_log_enabled(self) -> bool:
        """Never, whatever gunicorn is started with."""
        return False

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Say nothing of who asked for which address."""

    def critical(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """As gunicorn's, but it is the line that said it that counts as the place. So for all of these."""
        self.error_log.critical(msg, *args, stacklevel=2, **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.error(msg, *args, stacklevel=2, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.warning(msg, *args, stacklevel=2, **kwargs)

    def info(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.info(msg, *args, stacklevel=2, **kwargs)

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.debug(msg, *args, stacklevel=2, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.error(msg, *args, exc_info=True, stacklevel=2, **kwargs)

"""Logs say that something happened, never what it said."""

import logging


class NoContent(logging.Filter):
    """Drops exception texts and request objects from log lines: either may hold what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line; keep of the exception only its type and where it was raised."""
        if record.exc_info and record.exc_info[0]:
            kind, _value, trace = record.exc_info
            while trace and trace.tb_next:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
            record.msg = f"{record.getMessage()} [{kind.__name__} at {where}]"
            record.args = ()
            record.exc_info = record.exc_text = None
        record.__dict__.pop("request", None)
        return True

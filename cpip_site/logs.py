"""The log: one line an event on standard output, as name=value pairs (logfmt). No trace of who asked for what."""

import json
import logging
from datetime import UTC, datetime

from contacts import FINDER_PATH


class NoPlace(logging.Filter):
    """Cuts the finder's paths, where Django names the path that an error met: they say which council was looked up."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(group_of(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def group_of(path: str) -> str:
    """The path, or the finder's group for any of its pages."""
    return f"{FINDER_PATH}*" if path.startswith(FINDER_PATH) else path


class Line(logging.Formatter):
    """time (UTC), level, logger and message, then the facts of `extra={"facts": {...}}`; a traceback in one line."""

    def format(self, record: logging.LogRecord) -> str:
        pairs = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            pairs["error"] = self.formatException(record.exc_info)
        return " ".join(f"{name}={quoted(value)}" for name, value in pairs.items())


def quoted(value: object) -> str:
    """The value, in quotation marks where it would not read as one word."""
    text = str(value)
    plain = text and not any(letter.isspace() or letter in '"=\\' or not letter.isprintable() for letter in text)
    return text if plain else json.dumps(text, ensure_ascii=False)

"""gunicorn's access log, without a trace of who asked for what in the finder."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from contacts import FINDER_PATH


class NoPlace(logging.Filter):
    """Cuts the finder's paths in every other log line too, where Django names the path that an error met."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(f"{FINDER_PATH}*" if str(arg).startswith(FINDER_PATH) else arg for arg in record.args)
        return True


class QuietLogger(Logger):
    """Cuts a path of the finder to its group, so that the log does not say which council was looked up."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        if atoms["U"].startswith(FINDER_PATH):
            atoms["U"] = f"{FINDER_PATH}*"
        return atoms

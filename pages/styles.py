"""The site's stylesheet, made small and put into each page: one request shows the page."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"


def minify(css: str) -> str:
    """The same rules without comments and spare white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@lru_cache(maxsize=2)
def _read(changed: int) -> tuple[str, str]:
    css = minify(STYLESHEET.read_text())
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"sha256-{digest}"


def stylesheet() -> str:
    return _read(STYLESHEET.stat().st_mtime_ns)[0]


def stylesheet_hash() -> str:
    """What the Content-Security-Policy has to name for the stylesheet to count."""
    return _read(STYLESHEET.stat().st_mtime_ns)[1]

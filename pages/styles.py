"""The site's stylesheets, made small and put into the pages: one request shows the page.

Every page has `site`. Pages of words have `programme` too, so that the finder's need not carry it.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "static" / "css"
NAMES = ("site", "programme")


def minify(css: str) -> str:
    """The same rules without comments and spare white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*|(?<=[\w-])(:) ", r"\1\2", css).replace(";}", "}").strip()


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> tuple[str, str]:
    css = minify(file.read_text())
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"sha256-{digest}"


def _current(name: str) -> tuple[str, str]:
    file = FOLDER / f"{name}.css"
    return _read(file, file.stat().st_mtime_ns)


def stylesheet(name: str = "site") -> str:
    return _current(name)[0]


def stylesheet_hashes() -> list[str]:
    """What the Content-Security-Policy has to name for the stylesheets to count."""
    return [_current(name)[1] for name in NAMES]

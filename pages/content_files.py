"""Reads the first content: one TOML file for each page in pages/content/, and what the pages refer to."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
NOT_PAGES = {"publications.toml", "site.toml", "streams.toml"}


class ContentError(Exception):
    """A file of the first content that cannot be used: which one, and why."""


def read(name: str, folder: Path = CONTENT) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{name}: {error}") from error


def read_pages(folder: Path = CONTENT) -> list[dict[str, Any]]:
    """Every page's content, parents before their children, siblings in their stated order."""
    names = sorted(path.name for path in folder.glob("*.toml") if path.name not in NOT_PAGES)
    pages = [{**read(name, folder), "file": name} for name in names]
    for page in pages:
        missing = [key for key in ("type", "path", "title", "summary") if not page.get(key)]
        if missing:
            raise ContentError(f"{page['file']}: {', '.join(missing)} missing")
    return sorted(pages, key=lambda page: (page["path"].count("/"), page.get("order", 100), page["path"]))

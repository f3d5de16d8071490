"""The page cache, written down: plain and compressed files.

nginx can serve them, and a start without a database reads them. Each path is a folder with its page in each encoding
and the headers beside them. A file is replaced at once: readers find the old one or the new one, never a part.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cpip_site.stored_page import StoredPage

ENDINGS = {"identity": "", "gzip": ".gz", "br": ".br"}
HEADERS = "headers.json"


class Mirror:
    """A folder of pages. A path that is no page of ours, or a broken file, reads as nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file_of(self, path: str) -> Path:
        """Where a path's plain page stands: /programme/ in programme/index.html, /robots.txt in robots.txt."""
        inside = path.strip("/")
        return self.folder / inside / "index.html" if path.endswith("/") else self.folder / inside

    def write(self, path: str, page: StoredPage) -> None:
        file = self.file_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        for encoding, variant in page.variants.items():
            replace(file.with_name(file.name + ENDINGS[encoding]), variant.body)
        kept = {"headers": page.kept, "changes_at": page.changes_at, "etag": page.variants["identity"].etag}
        replace(file.with_name(f".{file.name}.{HEADERS}"), json.dumps(kept).encode())

    def has(self, path: str, page: StoredPage) -> bool:
        """Whether just this page is written down already."""
        file = self.file_of(path)
        try:
            kept = json.loads(file.with_name(f".{file.name}.{HEADERS}").read_bytes())
        except (OSError, ValueError):
            return False
        return isinstance(kept, dict) and kept.get("etag") == page.variants["identity"].etag

    def read(self, path: str) -> StoredPage | None:
        """The page as it was written down; stale at once, so that it is made afresh as soon as that can be done."""
        if ".." in path:
            return None
        file = self.file_of(path)
        try:
            kept = json.loads(file.with_name(f".{file.name}.{HEADERS}").read_bytes())
            headers = [(str(name), str(value)) for name, value in kept["headers"]]
            page = StoredPage.make(file.read_bytes(), headers, version="")
        except (OSError, ValueError, KeyError, TypeError):
            return None
        # Cut short, or changed by another hand: its own mark does not fit.
        return page if page.variants["identity"].etag == kept.get("etag") else None

    def paths(self) -> Iterator[str]:
        """The path of every page that is written down."""
        for kept in self.folder.rglob(f".*.{HEADERS}"):
            folder = f"/{kept.parent.relative_to(self.folder)}/".replace("/./", "/")
            name = kept.name.removeprefix(".").removesuffix(f".{HEADERS}")
            yield folder if name == "index.html" else f"{folder}{name}"

    def remove(self, path: str) -> None:
        file = self.file_of(path)
        for ending in ENDINGS.values():
            with contextlib.suppress(OSError):
                file.with_name(file.name + ending).unlink()
        with contextlib.suppress(OSError):
            file.with_name(f".{file.name}.{HEADERS}").unlink()


def replace(file: Path, data: bytes) -> None:
    """The file's new content, all at once and safe on disk."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

"""Switching a data file over to another one so that at every moment there is a whole one, and switching back.

The new file is written beside the old one, flushed to the disk and renamed, which is one step for every reader. Killed
at any point, the old file still stands, or the new one already does. The file that was replaced is kept once.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def previous(path: Path) -> Path:
    """Where the file that was replaced is kept."""
    return path.with_name(f"{path.name}.previous")


def switch_to(path: Path, text: str) -> None:
    """Put ``text`` in the file's place and keep what stood there, if anything did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    _write(new, text)
    if path.exists():
        copy = path.with_name(f"{path.name}.copy")
        shutil.copyfile(path, copy)
        _flush(copy)
        copy.replace(previous(path))
    else:
        previous(path).unlink(missing_ok=True)
    new.replace(path)
    _flush(path.parent)


def replace(path: Path, text: str) -> None:
    """Put ``text`` in the file's place. Only one process at a time may do this."""
    new = path.with_name(f"{path.name}.new")
    _write(new, text)
    new.replace(path)
    _flush(path.parent)


def switch_back(path: Path) -> bool:
    """Put back what was replaced, or take the file away when nothing stood there. False when there is no file."""
    if not path.exists():
        return False
    if previous(path).exists():
        previous(path).replace(path)
    else:
        path.unlink()
    _flush(path.parent)
    return True


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk and not only in memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Which characters differ between an old text and a new one, so that a misplaced digit is seen. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

LONGEST = 1000  # beyond this a comparison by characters takes too long and says too little
Kind = Literal["same", "gone", "new"]
Part = tuple[Kind, str]


class Piece(NamedTuple):
    text: str
    changed: bool


def parts(old: str, new: str) -> list[Part]:
    """Both texts as one run of parts: what stayed, what went and what came; joined, "same" and "new" give ``new``.

    Texts of one length are compared place by place: of two swapped digits both are marked.
    """
    if len(old) > LONGEST or len(new) > LONGEST:
        return _filled([("gone", old), ("new", new)])
    if len(old) == len(new):
        return _place_by_place(old, new)
    found: list[Part] = []
    for step, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(("same", old[from_old:to_old]))
            continue
        found += [("gone", old[from_old:to_old]), ("new", new[from_new:to_new])]
    return _filled(found)


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The old text and the new one beside each other, each cut into pieces that stayed and pieces that did not."""
    found = parts(old, new)
    return (
        [Piece(text, kind == "gone") for kind, text in found if kind != "new"],
        [Piece(text, kind == "new") for kind, text in found if kind != "gone"],
    )


def _place_by_place(old: str, new: str) -> list[Part]:
    found: list[Part] = []
    for same, run in groupby(zip(old, new, strict=True), key=lambda pair: pair[0] == pair[1]):
        before, after = ("".join(letters) for letters in zip(*run, strict=True))
        found += [("same", after)] if same else [("gone", before), ("new", after)]
    return found


def _filled(found: list[Part]) -> list[Part]:
    return [part for part in found if part[1]]

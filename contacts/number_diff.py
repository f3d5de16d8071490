"""What differs between two phone numbers, digit by digit, so that a misplaced digit is seen. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "gone", "new"]
Part = tuple[Kind, str]


def parts(old: str, new: str) -> list[Part]:
    """Both numbers as one run of parts: what stayed, what went and what came; joined, "same" and "new" give ``new``.

    Numbers of one length are compared place by place: of two swapped digits both are marked.
    """
    if len(old) == len(new):
        return _place_by_place(old, new)
    found: list[Part] = []
    for step, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(("same", old[from_old:to_old]))
            continue
        found += [("gone", old[from_old:to_old]), ("new", new[from_new:to_new])]
    return [part for part in found if part[1]]


def _place_by_place(old: str, new: str) -> list[Part]:
    found: list[Part] = []
    for same, run in groupby(zip(old, new, strict=True), key=lambda pair: pair[0] == pair[1]):
        before, after = ("".join(letters) for letters in zip(*run, strict=True))
        found += [("same", after)] if same else [("gone", before), ("new", after)]
    return found

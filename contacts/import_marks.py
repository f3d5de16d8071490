"""Which characters differ between an old text and a new one, so that a changed digit can be marked. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

LONGEST = 1000  # beyond this a comparison by characters takes too long and says too little


class Piece(NamedTuple):
    text: str
    changed: bool


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The old text and the new one, each cut into pieces that are the same in both and pieces that are not.

    Two texts of the same length, as a number with one wrong digit, are compared place by place: the digit that was
    typed wrongly is marked, and none beside it.
    """
    if len(old) > LONGEST or len(new) > LONGEST or not old or not new:
        return _whole(old), _whole(new)
    if len(old) == len(new):
        return list(_places(old, new)), list(_places(new, old))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        [Piece(old[a:b], kind != "equal") for kind, a, b, _, _ in blocks if b > a],
        [Piece(new[c:d], kind != "equal") for kind, _, _, c, d in blocks if d > c],
    )


def _whole(text: str) -> list[Piece]:
    return [Piece(text, True)] if text else []


def _places(text: str, other: str) -> Iterator[Piece]:
    pairs = zip(text, other, strict=True)
    for changed, run in groupby(pairs, key=lambda pair: pair[0] != pair[1]):
        yield Piece("".join(mine for mine, _ in run), changed)

"""What differs between what was approved and what is published, as sentences for whoever has to act. Pure."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

LONGEST = 200


class Difference(NamedTuple):
    """One thing that is not as it was approved: where, what it should be and what it is, and its page's path."""

    where: str
    expected: str
    found: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}; found {self.found}"


def unequal(right: Any, found: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Each value that differs between two pieces of JSON: where, what is right, and what is there."""
    if isinstance(right, dict) and isinstance(found, dict):
        for key in {**right, **found}:
            yield from unequal(right.get(key), found.get(key), f"{where}.{key}")
    elif isinstance(right, list) and isinstance(found, list) and len(right) == len(found):
        for number, (one, other) in enumerate(zip(right, found, strict=True)):
            yield from unequal(one, other, f"{where}[{number}]")
    elif right != found:
        yield where, brief(right), brief(found)


def brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def unequal_lines(right: str, found: str) -> Iterator[tuple[str, str, str]]:
    """The same for two texts, line by line."""
    pairs = zip_longest(right.splitlines(), found.splitlines(), fillvalue="nothing")
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            yield f", line {number}", one, other

"""How far apart two spellings are, and which known spellings are near a given one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable


def distance(one: str, other: str) -> int:
    """The least number of letters put in, left out, changed or swapped with their neighbour (Damerau, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(row[-1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def allowance(length: int) -> int:
    """How many slips a word of this many letters may hold and still be taken for a misspelling."""
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 9 else 3


class Spellings:
    """Known spellings, sorted by the pairs of letters in them, so that only likely ones are compared."""

    # Two spellings that share fewer pairs than the rest of the field are not worth measuring.
    FIELD = 60

    def __init__(self, known: Iterable[str]) -> None:
        self.known_by_pair: defaultdict[str, list[str]] = defaultdict(list)
        for spelling in known:
            for pair in _pairs(spelling):
                self.known_by_pair[pair].append(spelling)

    def near(self, typed: str) -> list[tuple[float, str]]:
        """Known spellings within the allowance, with how far they are: half a slip more for another first letter."""
        most = allowance(len(typed))
        if not most:
            return []
        shared: Counter[str] = Counter()
        for pair in _pairs(typed):
            shared.update(self.known_by_pair.get(pair, ()))
        likely = [known for known, _ in shared.most_common() if abs(len(known) - len(typed)) <= most][: self.FIELD]
        measured = ((distance(typed, known), known) for known in likely)
        return sorted((slips + (known[0] != typed[0]) / 2, known) for slips, known in measured if slips <= most)


def _pairs(spelling: str) -> set[str]:
    framed = f"^{spelling}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}

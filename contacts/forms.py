"""The finder's one field: what it takes, and what it says when it cannot answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from contacts import answers

UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, UnicodeError)
LONGEST_SHOWN = 100

EMPTY = "Type where the child lives: a town, a postcode or a council"
NOT_FOUND = "We cannot find that place. Check the spelling, or type the nearest town or the council"
MISSPELT = "We cannot find that place. Is it one of these?"
OUTSIDE = "That place is in {nation}. Type where the child lives in Scotland"
REASONS = {
    "not_found": NOT_FOUND,
    "not_a_postcode": "We cannot find that postcode. Check it, or type the town instead",
}


@dataclass(frozen=True)
class Problem:
    """What the form says when an answer is not a council, and what it offers instead."""

    problem: str
    status: int = 200
    suggestions: list[Any] = field(default_factory=list)
    nation: str = ""


def typed_place(request: HttpRequest) -> str:
    """The text in the field; empty when there is none, or when the request cannot be read as a form."""
    try:
        return request.POST.get("place", "")
    except UNREADABLE:
        return ""


def shown(text: str) -> str:
    """What was typed, as it may stand in the field again: short, and without signs that a page cannot hold."""
    return "".join(letter for letter in text[:LONGEST_SHOWN] if letter.isprintable())


def problem_of(found: answers.Answer) -> Problem:
    """What to say to an answer that names no council."""
    match found:
        case answers.OutsideScotland(nation=nation):
            return Problem(OUTSIDE.format(nation=nation.replace("Isle", "the Isle")), nation=nation)
        case answers.Suggestions(places=places):
            return Problem(MISSPELT, suggestions=list(places))
        case answers.NothingFound(reason=reason):
            return Problem(REASONS.get(str(reason), NOT_FOUND), status=422)
    return Problem(EMPTY, status=422)

"""Which words call for the numbers first."""

import pytest

from pages.inbox.disclosure import suggests_danger


@pytest.mark.parametrize(
    "text",
    ["He hits her", "SHE IS HURT", "covered in bruises", "I am scared of my dad", "the children are neglected",
     "she was beaten", "He touched me", "they are not fed and always hungry", "in danger", "wants to kill himself",
     "domestic violence next door", "self-harm"],
)  # fmt: skip
def test_words_of_danger_are_noticed(text):
    assert suggests_danger(text)


@pytest.mark.parametrize(
    "text",
    ["You kept my old email address", "The menu does not open with a keyboard", "", "white paper", "heartbeat",
     "Child Protection Improvement Programme", "I want a copy in large print", "not safe for screen readers",
     "My complaint is about the architect's website", "the search does not find Hitchin"],
)  # fmt: skip
def test_words_of_every_day_are_not(text):
    assert not suggests_danger(text)

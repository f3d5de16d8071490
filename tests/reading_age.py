"""The age at which somebody can be expected to follow a page, from the lengths of its sentences and words.

Flesch–Kincaid grade (United States school years) plus five. Left out: names (words with a capital inside a sentence),
numbers, and what is not prose: navigation, addresses, and the publisher behind a link to another site.
"""

import re

import textstat
from bs4 import BeautifulSoup

PROSE = "p, li, dd, figcaption, td"
NOT_PROSE = "script, style, form, svg, time, .where, .sources, .contents, .about, .filter, .around, .superseded"
SENTENCE = re.compile(r"(?<=[.!?])\s+")
LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def sentences_of(html: bytes) -> list[str]:
    """The sentences of a page's main part, without names and numbers."""
    main = BeautifulSoup(html, "html.parser").find("main")
    for tag in main.select(NOT_PROSE):
        tag.decompose()
    texts = [" ".join(tag.get_text(" ").split()) for tag in main.select(PROSE) if not tag.find(PROSE.split(", "))]
    found = [without_names(sentence) for text in texts for sentence in SENTENCE.split(text)]
    return [sentence for sentence in found if len(sentence.split()) > 2]


def without_names(sentence: str) -> str:
    """Its first word, and every later one that begins with a small letter."""
    words = LETTERS.findall(sentence)
    return " ".join(word for place, word in enumerate(words) if place == 0 or word[0].islower() or word == "I")


def reading_age(html: bytes) -> float:
    """In years. A page with almost no sentences has none to follow: 0."""
    sentences = sentences_of(html)
    if len(sentences) < 3:
        return 0
    return textstat.flesch_kincaid_grade(" ".join(f"{sentence}." for sentence in sentences)) + 5

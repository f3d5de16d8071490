"""Any text at all, and what the finder answers."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts import contact_files
from contacts.answers import (
    Empty,
    NothingFound,
    OneCouncil,
    OutsideScotland,
    SeveralCouncils,
    Suggestions,
    answer,
)
from contacts.places import Index
from contacts.postcode_compile import compile_table
from contacts.postcodes import Table
from contacts.services import Directory
from tests.steps import steps

DATA = Path(__file__).parent.parent / "contacts" / "data"
CONTACTS = contact_files.read_contacts(DATA)
DIRECTORY = Directory(
    CONTACTS.councils,
    CONTACTS.national,
    Table.load(DATA / "postcodes.json"),
    Index.load(DATA / "places.csv", DATA / "place_names.csv"),
)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


SAYS = {
    OneCouncil: lambda one: (one.matched, one.council.slug),
    SeveralCouncils: lambda several: (
        several.why.value,
        *(card.council.slug for card in several.cards),
        *filter(None, [several.nation]),
    ),
    OutsideScotland: lambda outside: ("outside", outside.nation),
    Suggestions: lambda found: ("suggestions", *(place.name for place in found.places)),
    NothingFound: lambda nothing: (nothing.reason.value,),
    Empty: lambda _: ("empty",),
}


def said(text, directory=DIRECTORY):
    """The answer, as a test can write it down."""
    found = answer(text, directory, AT)
    return SAYS[type(found)](found)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        pytest.param("KA7 1AA", ("postcode", "south-ayrshire"), id="a postcode"),
        pytest.param("k.a.7 1a.a", ("postcode", "south-ayrshire"), id="full stops inside"),
        pytest.param("postcode: ka7 iaa", ("postcode", "south-ayrshire"), id="label, and I for 1"),
        pytest.param("12 High Street, Perth, KA7 1AA", ("postcode", "south-ayrshire"), id="postcode before place"),
        pytest.param("M1 2ND floor, KA7 1AA", ("postcode", "south-ayrshire"), id="what only looks like a postcode"),
        pytest.param("KA7 1AA or KY1 1AA", ("same_name", "fife", "south-ayrshire"), id="two postcodes"),
        pytest.param("AB1 0AA", ("postcode", "aberdeen-city"), id="retired"),
        pytest.param("KA7", ("district", "south-ayrshire"), id="district of one council"),
        pytest.param("KA1 1", ("sector", "east-ayrshire"), id="sector of one council"),
        pytest.param("G76 8", ("sector", "east-renfrewshire", "south-lanarkshire"), id="sector of two"),
        pytest.param("G76 8ZZ", ("sector_guess", "east-renfrewshire", "south-lanarkshire"), id="not in the directory"),
        pytest.param("KA7 1CA", ("sector_guess", "south-ayrshire"), id="a guess, though only one council"),
        pytest.param("ZE1 7AA", ("district_guess", "shetland-islands"), id="no such sector"),
        pytest.param("CA6 5ZZ", ("sector_guess", "dumfries-and-galloway", "England"), id="a guess on the border"),
        pytest.param("TD15", ("district", "scottish-borders", "England"), id="district on the border"),
        pytest.param("TD15 1AA", ("outside", "England"), id="Berwick"),
        pytest.param("TD15 1BT", ("postcode", "scottish-borders"), id="the Scottish side of Berwick's district"),
        pytest.param("NE1 4ST", ("outside", "England"), id="Newcastle's postcode"),
        pytest.param("Newcastle", ("outside", "England"), id="Newcastle"),
        pytest.param("SY10 9AA", ("outside", "England or Wales"), id="on another border"),
        pytest.param("BT1 1AA", ("outside", "Northern Ireland"), id="Belfast's postcode"),
        pytest.param("PAISLEY", ("place", "renfrewshire"), id="Paisley is not PA15 1EY"),
        pytest.param("PA1SLEY", ("suggestions", "Paisley"), id="nor when it holds a digit"),
        pytest.param("BALLOCH", ("same_name", "highland", "west-dunbartonshire", "north-lanarkshire"), id="Balloch"),
        pytest.param("Main Street, Stranraer", ("place", "dumfries-and-galloway"), id="an address without postcode"),
        pytest.param("near the M8 at Harthill", ("place", "north-lanarkshire"), id="a road is no district"),
        pytest.param("somewhere in KA7", ("district", "south-ayrshire"), id="district in a sentence"),
        pytest.param("Ayrshire", ("spans", "north-ayrshire", "east-ayrshire", "south-ayrshire"), id="an old county"),
        pytest.param("Newport, Fife", ("place", "fife"), id="a place narrowed"),
        pytest.param("Stranrar", ("suggestions", "Stranraer"), id="a misspelling"),
        pytest.param("GI4 0RJ", ("postcode", "glasgow-city"), id="I for 1 in Glasgow"),
        pytest.param("Gs1 2ya", ("postcode", "glasgow-city"), id="s for 5 in Glasgow"),
        pytest.param("12 Main St, GI4 0RJ", ("postcode", "glasgow-city"), id="I for 1 in an address"),
        pytest.param("lV2 3PY", ("postcode", "highland"), id="small L for I in Inverness"),
        pytest.param("xort Glasgow", ("suggestions", "Port Glasgow", "North Glasgow"), id="Port Glasgow misspelt"),
        pytest.param("Newton Meanrs", ("suggestions", "Newton Mearns"), id="Newton Mearns misspelt"),
        pytest.param("Kirpkatrick Durham", ("suggestions", "Kirkpatrick Durham"), id="not Durham in England"),
        pytest.param("Upper Stranraer", ("suggestions", "Stranraer"), id="not known, but perhaps there"),
        pytest.param("E Renfrewshire", ("place", "east-renfrewshire"), id="a council shortened"),
        pytest.param("Newport, Wales", ("outside", "Wales"), id="Newport in Wales, not in Fife"),
        pytest.param("Cornhill on Tweed", ("outside", "England"), id="across the border, not in Aberdeenshire"),
        pytest.param("Lewis, aged 7", ("suggestions", "Lewis"), id="a child, not the island"),
        pytest.param("Scotland", ("not_found",), id="all of Scotland"),
        pytest.param("ZZ1 1AA", ("not_a_postcode",), id="no such postcode"),
        pytest.param("KA99 9ZZ", ("not_a_postcode",), id="no such district"),
        pytest.param("asdfgh", ("not_found",), id="rubbish"),
        pytest.param("x" * 10_000, ("not_found",), id="10,000 characters"),
        pytest.param("'; DROP TABLE councils; --", ("not_found",), id="SQL"),
        pytest.param("<script>alert(1)</script>", ("not_found",), id="HTML"),
        pytest.param("😀😀", ("not_found",), id="emoji"),
        pytest.param("\ud800", ("empty",), id="half a character"),
        pytest.param("", ("empty",), id="nothing"),
        pytest.param(" \t\n\u00a0", ("empty",), id="only spaces"),
        pytest.param("\x00\u200b", ("empty",), id="only what cannot be seen"),
    ],
)
def test_the_finder_answers(typed, answered):
    assert said(typed) == answered


def test_a_postcode_listed_under_two_councils_shows_both():
    split = compile_table([("FK10 1AA", "stirling"), ("FK10 1AA", "falkirk")], {})
    directory = dataclasses.replace(DIRECTORY, postcodes=split)
    assert said("fk101aa", directory) == ("split_postcode", "stirling", "falkirk")


def test_a_council_that_the_directory_lacks_is_no_error():
    directory = dataclasses.replace(DIRECTORY, councils={})
    assert said("KA7 1AA", directory)[0] in {"not_found", "not_a_postcode"}


def test_a_card_is_for_the_moment_asked_about():
    assert answer("KA7 1AA", DIRECTORY, AT).card.at == AT


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_makes_the_finder_fail(text):
    assert said(text)


@given(st.text(alphabet="KAEHGTD0OIl157 .,stAyr\x00\u200b", max_size=20))
@settings(deadline=None)
def test_no_text_that_is_nearly_a_postcode_makes_the_finder_fail(text):
    assert said(text)


def test_no_answer_carries_what_was_typed():
    for typed in ("KA7 1AA", "zqxj zqxj", "Stranrar", "NE1 4ST", "G76 8"):
        assert typed.casefold() not in repr(answer(typed, DIRECTORY, AT)).casefold()


@pytest.mark.parametrize("typed", ["KA7 1AA " * 1250, "Stranrar, " * 1000, "5 I O l " * 1250, "a1" * 5000])
def test_10_000_characters_are_no_more_work_than_1_000(typed):
    said("KA7 1AA")
    assert steps(lambda: said(typed)) < 1.5 * steps(lambda: said(typed[:1000]))

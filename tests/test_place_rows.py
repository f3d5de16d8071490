"""The files of places: enough names, each in a council that exists, and where its postcode says."""

import csv

import pytest

from contacts.place_rows import read
from contacts.place_text import key
from contacts.places import Index
from contacts.postcodes import Found, Part, Table
from tests.test_places import BY_COUNCIL, DATA, PLACES


def test_there_are_enough_names_in_every_council():
    named = {council: set() for council in BY_COUNCIL}
    for place, others in (*read(DATA / "places.csv"), *read(DATA / "place_names.csv")):
        for slug in place.councils:
            named[slug] |= {key(place.name), *map(key, others)}
    assert min(len(names) for names in named.values()) >= 20
    assert len(set.union(*named.values())) >= 1500


def test_each_village_kept_by_hand_lies_where_its_postcode_says():
    table = Table.load(DATA / "postcodes.json")
    with (DATA / "place_names.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["postcode"]]
    for row in rows:
        found = table.lookup(Part(row["postcode"]))
        assert isinstance(found, Found), row
        assert row["councils"] in found.councils, row
    assert len(rows) > 1500


def test_a_place_is_in_a_council_or_in_another_nation_never_both():
    for place, _ in read(DATA / "place_names.csv"):
        assert bool(place.councils) != bool(place.nation), place


def test_every_council_of_a_place_exists():
    with (DATA / "councils.csv").open(encoding="utf-8", newline="") as file:
        slugs = {row["slug"] for row in csv.DictReader(file)}
    for place, _ in (*read(DATA / "places.csv"), *read(DATA / "place_names.csv")):
        assert slugs.issuperset(place.councils), place


def test_every_council_is_found_by_the_name_in_its_file():
    with (DATA / "councils.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert PLACES.exact(row["name"])[0].councils == (row["slug"],), row["name"]


def test_a_file_without_a_column_is_refused(tmp_path):
    (tmp_path / "places.csv").write_text("name,also\nAyr,\n")
    with pytest.raises(ValueError, match=r"places\.csv: no column councils, kind, near"):
        Index.load(tmp_path / "places.csv")

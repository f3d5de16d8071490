"""The open data: complete, dated, described, and cheap to ask for again."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from contacts import contact_files, exports
from contacts.models import NumberCheck, Service, ServiceLine
from tests.two_people import hold_back, put_on_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]
ROOT = "/find-out-who-to-talk-to/"
KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
FILES = ["contacts.json", "contacts.csv", "contacts.schema.json", "changes.atom"]


def misfits(value, schema, where="$"):
    """Where the value does not fit the part of JSON Schema that our schema uses."""
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(type(value) is KINDS[kind] for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    if isinstance(value, list):
        return [m for place, item in enumerate(value) for m in misfits(item, schema["items"], f"{where}[{place}]")]
    if not isinstance(value, dict):
        return [] if value in schema.get("enum", [value]) else [f"{where}: {value!r} is not one of {schema['enum']}"]
    if value.keys() != schema["properties"].keys():
        return [f"{where}: {value.keys() ^ schema['properties'].keys()}"]
    return [m for name, item in value.items() for m in misfits(item, schema["properties"][name], f"{where}.{name}")]


def document(client):
    return json.loads(client.get(f"{ROOT}contacts.json").content)


def rows(client):
    return list(csv.DictReader(io.StringIO(client.get(f"{ROOT}contacts.csv").content.decode())))


def test_the_document_fits_its_schema(client):
    schema = json.loads(client.get(f"{ROOT}contacts.schema.json").content)
    assert misfits(document(client), schema) == []


def test_the_document_holds_all_councils(client):
    assert len(document(client)["councils"]) == 32


def test_the_table_has_a_row_for_every_council(client):
    assert len({row["gss_code"] for row in rows(client)} - {""}) == 32


def test_the_table_has_the_same_numbers_as_the_document(client):
    found = document(client)
    numbers = [line["number"] for c in found["councils"] for s in c["services"] for line in s["lines"]]
    numbers += [line["number"] for line in found["national_lines"]]
    assert sorted(filter(None, (row["number"] for row in rows(client)))) == sorted(filter(None, numbers))


def test_a_check_is_in_both(client):
    service = Service.objects.get(key="fife-office")
    check = {"on": date(2026, 5, 12), "how": "rang", "result": "right", "next_due": date(2026, 11, 12)}
    NumberCheck.objects.create(service=service, number="03451 55 15 03", **check)
    dated = [row["verified_on"] for row in rows(client) if row["verified_on"]]
    assert dated == ["2026-05-12"]


@pytest.mark.parametrize("name", ["contacts.json", "contacts.csv"])
@pytest.mark.parametrize("line", exports.ATTRIBUTION)
def test_every_export_names_its_sources(client, name, line):
    assert line in client.get(ROOT + name).content.decode()


@pytest.mark.parametrize("line", exports.ATTRIBUTION)
def test_the_page_that_documents_it_names_the_sources(client, line):
    assert line in client.get(f"{ROOT}open-data/").content.decode()


@pytest.mark.parametrize("name", FILES)
def test_any_site_may_read_it(client, name):
    assert client.get(ROOT + name)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", FILES)
def test_asked_again_it_says_that_nothing_has_changed(client, name):
    etag = client.get(ROOT + name)["ETag"]
    assert client.get(ROOT + name, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("name", FILES[:2])
def test_after_a_change_it_has_another_etag(client, name):
    before = client.get(ROOT + name)["ETag"]
    hold_back(Service.objects.get(key="fife-office"))
    assert client.get(ROOT + name)["ETag"] != before


@pytest.mark.parametrize("name", [*FILES, "open-data/"])
def test_it_takes_nothing(client, name):
    assert client.post(ROOT + name).status_code == 405


def test_a_cell_cannot_be_taken_for_a_formula(client):
    service = Service.objects.get(key="fife-office")
    service.name = '=HYPERLINK("https://evil.example")'
    put_on_site(service)
    assert not [row for row in rows(client) if row["service"].startswith("=")]


def titles(client):
    feed = ET.fromstring(client.get(f"{ROOT}changes.atom").content)
    return [entry.text for entry in feed.findall("{*}entry/{*}title")]


def test_a_number_that_changes_is_in_the_feed(client):
    service = Service.objects.get(key="fife-office")
    service.lines.set([ServiceLine(number="01592 000000", source="https://www.fife.gov.uk")])
    put_on_site(service)
    assert sorted(titles(client)[:2]) == [
        "01592 000000 is shown now: Social Work Contact Centre",
        "03451 55 15 03 is not shown any more: Social Work Contact Centre",
    ]


def test_a_publication_that_changes_no_number_is_not_in_the_feed(client):
    before = titles(client)
    service = Service.objects.get(key="fife-office")
    service.note = "Asked again."
    service.save_revision().publish()
    assert titles(client) == before


def test_a_service_that_goes_is_in_the_feed(client):
    hold_back(Service.objects.get(key="fife-office"))
    assert titles(client)[0] == "03451 55 15 03 is not shown any more: Social Work Contact Centre"


def test_the_embed_needs_no_script(client):
    html = client.get(f"{ROOT}open-data/").content.decode()
    snippet = html[html.index("&lt;form") : html.index("&lt;/form&gt;")]
    assert "script" not in snippet
    assert 'method="post"' in snippet


def test_the_schema_that_is_served_is_the_one_that_is_kept(client):
    kept = (contact_files.FOLDER / "contacts.schema.json").read_text(encoding="utf-8")
    assert client.get(f"{ROOT}contacts.schema.json").content.decode() == kept


@pytest.mark.parametrize("name", ["contacts.json", "contacts.csv", "contacts.schema.json", "changes.atom"])
def test_a_script_of_another_site_may_ask_whether_the_data_changed(client, name):
    response = client.options(f"/find-out-who-to-talk-to/{name}")
    assert response.status_code == 204
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"


def test_the_feed_names_its_author_as_atom_asks(client):
    assert (
        "<author><name>Child Protection Improvement Programme</name></author>"
        in client.get("/find-out-who-to-talk-to/changes.atom").content.decode()
    )

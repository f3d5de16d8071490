"""The guide for editors: whoever works in the admin finds it, every link to it arrives, every picture is there."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import get_commands, load_command_class
from django.urls import reverse
from PIL import Image

from cpip_site.guide import SECTIONS
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
BASE = Path(__file__).resolve().parent.parent
GROUPS = ["Editors", "Moderators", "Contact checkers"]
LARGEST, MOST = 120_000, 10


@pytest.fixture
def shown(client):
    sign_in(client, make_editor())
    return BeautifulSoup(client.get("/admin/guide/").content, "html.parser")


def pictures(shown):
    return shown.select(".guide__picture img")


def file_of(picture) -> Path:
    return Path(finders.find(picture["src"].removeprefix("/static/")) or "nowhere")


@pytest.mark.parametrize("group", GROUPS)
def test_everybody_who_works_in_the_admin_can_read_the_guide(client, group):
    sign_in(client, make_editor(group=group))
    assert client.get("/admin/guide/").status_code == 200


def test_the_menu_leads_to_the_guide(client):
    sign_in(client, make_editor(group="Contact checkers"))
    assert f'"url": "{reverse("guide")}"' in client.get("/admin/").text


def test_nobody_reads_the_guide_with_a_password_alone(client):
    client.force_login(User.objects.create_superuser("new"))
    assert client.get("/admin/guide/").status_code == 302


def test_the_guide_is_only_read(client):
    sign_in(client, make_editor())
    assert client.post("/admin/guide/").status_code == 405


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.anchor)
def test_a_section_has_numbered_steps_and_a_picture_of_the_screen(shown, section):
    found = shown.find(id=section.anchor)
    assert len(found.select("ol > li")) >= 4
    assert found.select(".guide__picture img")


def test_the_contents_lead_to_every_section(shown):
    assert [link["href"] for link in shown.select(".guide__contents a")] == [f"#{one.anchor}" for one in SECTIONS]


def test_no_link_within_the_guide_leads_nowhere(shown):
    ids = {element["id"] for element in shown.select("[id]")}
    assert {link["href"][1:] for link in shown.select('.guide a[href^="#"]')} <= ids


def test_every_link_to_the_guide_in_other_screens_arrives():
    templates = [path.read_text() for path in (BASE / "templates").rglob("*.html")]
    linked = {anchor for text in templates for anchor in re.findall(r"/admin/guide/#([\w-]+)", text)}
    assert linked
    assert linked <= {section.anchor for section in SECTIONS}


def test_every_picture_is_there_and_small(shown):
    assert len(pictures(shown)) <= MOST
    for picture in pictures(shown):
        assert 0 < file_of(picture).stat().st_size <= LARGEST, picture["src"]


def test_every_picture_has_the_size_that_the_page_keeps_free_for_it(shown):
    for picture in pictures(shown):
        with Image.open(file_of(picture)) as image:
            assert image.size == (int(picture["width"]), int(picture["height"])), picture["src"]


def test_every_picture_says_in_words_what_it_shows(shown):
    assert all(len(picture["alt"]) > 60 for picture in pictures(shown))


def test_no_picture_is_left_over(shown):
    folder = BASE / "static" / "img" / "guide"
    assert {file.name for file in folder.iterdir()} == {file_of(picture).name for picture in pictures(shown)}


def test_the_command_that_the_guide_gives_can_be_run(shown):
    words = shown.select_one("#withdraw code").text.split("manage.py ")[1]
    name, number, _, reason = re.findall(r'"[^"]+"|\S+', words)
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    given = parser.parse_args([number.strip('"'), "--reason", reason.strip('"')])
    assert (given.number, given.reason) == ("01632 960124", "Rings at a private house")


def test_every_number_in_the_guide_is_on_the_site_or_belongs_to_nobody(shown):
    known = (BASE / "contacts" / "data" / "lines.csv").read_text()
    words = shown.select_one(".guide").text + " ".join(picture["alt"] for picture in pictures(shown))
    numbers = set(re.findall(r"0\d{3,4} \d{3}[ \d]*\d", words))
    assert numbers
    assert all(number.startswith("01632 960") or number in known for number in numbers)

"""The programme at a glance: drawn from what editors write, every part a link, and the same list in words."""

import re

import pytest
from bs4 import BeautifulSoup

from pages.glance import Part, draw
from pages.models import CommitmentListPage, ContentPage, Stream, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure(client):
    return lambda: BeautifulSoup(client.get("/programme/").content, "html.parser").select_one(".glance")


def words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def links(tag) -> list[tuple[str, str]]:
    return [(words(link), link["href"]) for link in tag.find_all("a")]


def test_the_list_has_the_same_links_as_the_drawing_in_the_same_order(figure):
    found = figure()
    assert links(found.svg) == links(found.details)
    assert len(links(found.svg)) == 17


def test_every_part_of_the_programme_is_there(figure):
    drawn = [name for name, _ in links(figure().svg)]
    assert drawn == [
        "Phase one", "Systems Review Group", *Theme.objects.values_list("name", flat=True), "12 recommendations",
        "8 other work streams", *Stream.objects.exclude(kind="review").values_list("name", flat=True), "35 actions",
        "Phase two",
    ]  # fmt: skip


def test_every_link_of_the_drawing_arrives(client, figure):
    for name, address in links(figure().svg):
        path, _, place = address.partition("#")
        page = BeautifulSoup(client.get(path).content, "html.parser")
        assert not place or page.find(id=place), f"{name} leads to {address}"


def test_what_editors_change_is_drawn(figure):
    Theme.objects.filter(slug="shared-values").update(name="Values that we share")
    Stream.objects.filter(slug="inspections").delete()
    CommitmentListPage.objects.filter(slug="actions").update(stated_total=34)
    drawn = [name for name, _ in links(figure().svg)]
    assert {"Values that we share", "7 other work streams", "34 actions"} <= set(drawn)
    assert "Inspections" not in drawn


def test_a_page_that_is_not_published_takes_the_drawing_away_and_not_the_page(figure, client):
    ContentPage.objects.get(slug="phase-two").unpublish()
    assert figure() is None
    assert client.get("/programme/").status_code == 200


def test_the_drawing_has_a_caption_that_names_it(figure):
    found = figure()
    assert found.figcaption["id"] == found.svg["aria-labelledby"]
    assert words(found.figcaption)


def lengths(box) -> tuple[float, float]:
    return float(box["y"].removesuffix("em")), float(box["height"].removesuffix("em"))


def test_nothing_is_drawn_over_something_else(figure):
    drawing = draw([Part("One"), Part("Two", "/two/", (Part("A rather long name for a part", "/a/"),
                    Part("Kind", below=tuple(Part(name, f"/{name}/") for name in "bcd")))), Part("Three")])  # fmt: skip
    boxes = [box for box in drawing.boxes if box["kind"] != "panel"]
    for column in ("0%", "3%", "51%"):
        ends = 0.0
        for top, height in (lengths(box) for box in boxes if box["x"] == column):
            assert top >= ends
            ends = top + height
    assert all(height >= 2.75 for _, height in map(lengths, boxes))
    assert sum(lengths(drawing.boxes[-1])) == pytest.approx(drawing.height, abs=0.01)


def test_a_line_is_short_enough_for_a_narrow_phone(figure):
    lines = [line.get_text() for line in figure().svg.find_all("tspan")]
    assert max(len(line) for line in lines) <= 26
    assert not [line for line in lines if re.search(r"^\s|\s$", line)]


def test_a_part_that_is_left_alone_in_its_row_fills_it():
    drawing = draw([Part("Two", "/two/", (Part("Kind", below=tuple(Part(name, f"/{name}/") for name in "bcd")),))])
    assert [box["width"] for box in drawing.boxes if box["kind"] == "box"] == ["46%", "46%", "94%"]

"""What an editor of pages meets: help, previews, pictures, refusals in plain words, and redirects."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pixels
from pytest_django.asserts import assertContains
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages import search, typed_numbers
from pages.blocks import BodyBlock
from pages.checker import ContentChecks
from pages.models import (
    AudienceBlock,
    CommitmentListPage,
    CommitmentPage,
    ContentPage,
    GlossaryPage,
    HomePage,
    Publication,
    SiteSettings,
    StatusEntry,
    Stream,
    Term,
    Theme,
    TimelineEvent,
)
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, admin_user):
    sign_in(client, admin_user)
    return client


@pytest.fixture
def image():
    file = BytesIO()
    Pixels.new("RGB", (2000, 1000), "navy").save(file, "PNG")
    return Image.objects.create(title="A diagram", file=ImageFile(file, name="diagram.png"))


def page_with(*body, **fields) -> ContentPage:
    page = ContentPage(title="A test", slug="a-test", summary="For a test.", body=list(body), **fields)
    return HomePage.objects.get().add_child(instance=page)


def figure(image, alt="A bridge with three arches", decorative=False, caption=""):
    return ("figure", {"image": {"image": image, "alt_text": alt, "decorative": decorative}, "caption": caption})


def form(body, **fields):
    return nested_form_data(
        {
            "title": "A test", "slug": "a-test", "summary": "For a test.", "seo_title": "", "search_description": "",
            "body": streamfield(body), "go_live_at": "", "expire_at": "", "last_reviewed": "",
            "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, **fields,
        }
    )  # fmt: skip


def send(editor, page, body, publish=True, **fields):
    data = {**form(body, **fields), **({"action-publish": "1"} if publish else {})}
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


# --- help -----------------------------------------------------------------------------------------------------------

NOT_TYPED = {"id", "page_ptr", "page", "sort_order", "site"}


MODELS = [
    CommitmentListPage, CommitmentPage, ContentPage, GlossaryPage, HomePage, Publication, SiteSettings, StatusEntry,
    Stream, Term, Theme, TimelineEvent,
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_every_field_has_help_in_plain_words(model):
    own = [field for field in model._meta.local_fields if field.name not in NOT_TYPED]
    assert [field.name for field in own if not str(field.help_text).strip()] == []


def blocks_below(block, path=""):
    if isinstance(block, (StreamBlock, StructBlock)):
        for name, child in block.child_blocks.items():
            yield from [(f"{path}/{name}", block, child), *blocks_below(child, f"{path}/{name}")]
    elif isinstance(block, ListBlock):
        yield from blocks_below(block.child_block, path)


@pytest.mark.parametrize("top", [BodyBlock, AudienceBlock])
def test_every_block_has_help_in_plain_words(top):
    without = [
        path
        for path, parent, block in blocks_below(top())
        if not (block.get_description() or getattr(block.meta, "help_text", "") or isinstance(block, StructBlock))
        or (isinstance(parent, StreamBlock) and not block.get_description())
    ]
    assert without == []


def test_a_phone_line_is_chosen_from_the_national_lines_by_name(editor):
    block = BodyBlock().child_blocks["phone_line"]
    names = dict(block.field.choices)
    assert "Childline (0800 1111)" in names.values()
    assert block.clean("childline") == "childline"
    with pytest.raises(ValidationError):
        block.clean("no-such-line")


# --- previews -------------------------------------------------------------------------------------------------------


def test_a_page_is_previewed_as_on_a_phone_and_as_on_a_computer(editor):
    page = ContentPage.objects.get(slug="contact-us")
    soup = BeautifulSoup(editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    widths = [size["data-device-width"] for size in soup.select("input[name=preview-size]")]
    assert widths == ["360", "1280"]


def preview(editor, page, body):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(address, form(body)).json()["is_available"]
    return editor.get(f"{address}?in_preview_panel=true")


def checker_of(html: str) -> dict:
    found = re.search(r'<script id="checker-axe-configuration" type="application/json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1])


def test_a_preview_carries_our_own_checks(editor):
    response = preview(editor, page_with(), [("text", rich_text("<p>Words.</p>"))])
    checks = checker_of(response.content.decode())
    rules = {"heading-order", "vague-link", "address-as-link", "typed-number", "image-alt"}
    assert rules <= set(checks["options"]["runOnly"])
    assert {f"check-{rule}" for rule in ("vague-link", "address-as-link", "typed-number")} <= {
        check["id"] for check in checks["spec"]["checks"]
    }
    assertContains(response, "content-checks.js")


def test_every_check_of_ours_is_known_to_the_browser(editor):
    script = Path(finders.find("js/content-checks.js")).read_text()
    for rule in ContentChecks.axe_custom_rules[2:]:
        assert f'registerCheck("check-{rule["id"]}"' in script


def test_the_editor_has_the_same_checks_as_the_preview(editor):
    page = page_with()
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "typed-number" in checker_of(html)["options"]["runOnly"]


@pytest.mark.parametrize("address", ["/", "/programme/", "/safety/"])
def test_a_public_page_is_the_same_bytes_for_an_editor_as_for_everybody(client, editor, address):
    signed_in = editor.get(address).content
    client.logout()
    assert client.get(address).content == signed_in
    assert b"userbar" not in signed_in


# --- numbers typed by hand ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ring 0131 496 0000 now.", id="with spaces"),
        pytest.param("Ring 01314960000", id="without spaces"),
        pytest.param("(0131) 496-0000", id="brackets and a hyphen"),
        pytest.param("+44 131 496 0000", id="from abroad"),
        pytest.param("+44 (0)131 496 0000", id="from abroad, with the nought"),
        pytest.param("0044 131 496 0000", id="from abroad, with noughts"),
        pytest.param("0131\N{NO-BREAK SPACE}496\N{NO-BREAK SPACE}0000", id="no-break spaces"),
        pytest.param("Childline is 0800 1111.", id="Childline"),
        pytest.param("116 123", id="the Samaritans"),
        pytest.param("07700900123", id="a mobile"),
        pytest.param("tel:01314960000", id="after a colon"),
        pytest.param("0131.496.0000", id="points"),
        pytest.param("0131\N{NON-BREAKING HYPHEN}496\N{NON-BREAKING HYPHEN}0000", id="no-break hyphens"),
        pytest.param("0131 \N{EN DASH} 496 \N{EN DASH} 0000", id="dashes"),
        pytest.param("0131/496/0000", id="strokes"),
        pytest.param("０１３１ ４９６ ００００", id="full-width digits"),
        pytest.param("0131\N{ZERO WIDTH SPACE}496\N{ZERO WIDTH SPACE}0000", id="spaces without width"),
    ],
)
def test_a_phone_number_is_seen_however_it_is_typed(text):
    assert typed_numbers.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ring 999 or 101.", "In 2016 and 2017", "25/02/2016 10:30", "2016-02-25", "01-02-2016", "12 of 35",
        "pages 0 to 12", "https://www.gov.scot/publications/0123456789/", "ISBN 978-1-78652-800-1", "SC0123456789",
        "£1,000,000,000", "S12000015", "G4 0LG", "0.123456789012",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_phone_numbers(text):
    assert not typed_numbers.find(text)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(("text", rich_text("<p>Ring <b>0131</b> 496 0000.</p>")), id="in text"),
        pytest.param(("text", rich_text('<p>Ring <a href="tel:+441314960000">us</a>.</p>')), id="behind a link"),
        pytest.param(("heading", "Ring 0131 496 0000"), id="in a heading"),
        pytest.param(("callout", {"title": "Us", "text": rich_text("<p>0131 496 0000</p>")}), id="in a callout"),
        pytest.param(("callout", {"title": "0131 496 0000", "text": rich_text("<p>Us</p>")}), id="in its title"),
    ],
)
def test_a_page_with_a_typed_number_is_not_published_and_says_what_to_do(editor, block):
    page = page_with()
    response = send(editor, page, [block])
    assert response.status_code == 200
    assert "is a phone number typed by hand" in response.content.decode()
    assert "Phone line block" in response.content.decode()
    assert "496" not in str(ContentPage.objects.get(pk=page.pk).body.raw_data)


def test_a_summary_with_a_typed_number_is_not_published(editor):
    response = send(editor, page_with(), [("heading", "A")], summary="Ring 0131 496 0000")
    assert "“0131 496 0000” is a phone number typed by hand" in words(response)


def test_a_draft_with_a_typed_number_may_be_kept(editor):
    page = page_with()
    send(editor, page, [("text", rich_text("<p>0131 496 0000</p>"))], publish=False)
    page.refresh_from_db()
    assert "0131 496 0000" in str(page.get_latest_revision_as_object().body.raw_data)


@pytest.mark.parametrize("phone", ["0141 444 8500", "+44 141 444 8500", "01414448500"])
def test_the_organisations_own_phone_may_be_typed(editor, phone):
    page = page_with()
    assert send(editor, page, [("text", rich_text(f"<p>Ring us: {phone}</p>"))]).status_code == 302
    assert phone in str(ContentPage.objects.get(pk=page.pk).body.raw_data)


def test_every_page_of_the_first_content_can_be_published_again(editor):
    for page in ContentPage.objects.all():
        page.body.stream_block.clean(page.body)


# --- pictures -------------------------------------------------------------------------------------------------------


def test_a_picture_has_its_words_its_size_and_waits_until_it_is_needed(client, image):
    page_with(figure(image, caption="The new bridge"))
    shown = BeautifulSoup(client.get("/a-test/").content, "html.parser").select_one("figure.figure")
    assert shown.img["alt"] == "A bridge with three arches"
    assert (shown.img["loading"], shown.img["width"], shown.img["height"]) == ("lazy", "1200", "600")
    assert "480w" in shown.img["srcset"]
    assert shown.figcaption.get_text() == "The new bridge"


def test_a_picture_without_words_is_refused(image):
    block = BodyBlock().child_blocks["figure"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"image": {"image": image.pk, "alt_text": "", "decorative": False}}))
    assert "alt text" in str(refused.value.block_errors["image"].block_errors["alt_text"])


@pytest.mark.parametrize("alt", ["diagram.png", "IMG_2041", "screenshot"])
def test_the_name_of_a_file_is_no_description(image, alt):
    block = BodyBlock().child_blocks["figure"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"image": {"image": image.pk, "alt_text": alt, "decorative": False}}))
    assert "name of a file" in str(refused.value.block_errors["image"].block_errors["alt_text"])


def test_a_picture_that_is_decoration_needs_no_words_and_has_an_empty_alt(client, image):
    block = BodyBlock().child_blocks["figure"]
    block.clean(block.to_python({"image": {"image": image.pk, "alt_text": "", "decorative": True}}))
    page_with(figure(image, alt="", decorative=True))
    assert BeautifulSoup(client.get("/a-test/").content, "html.parser").select_one("figure img")["alt"] == ""


@pytest.mark.parametrize("left", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40])
def test_a_broken_file_costs_the_picture_and_not_the_page(client, image, left):
    Path(image.file.path).write_bytes(left)
    page_with(figure(image))
    assertContains(client.get("/a-test/"), "A picture is missing here. It shows: A bridge with three arches.")


def test_a_missing_file_costs_the_picture_and_not_the_page(client, image):
    image.file.storage.delete(image.file.name)
    page_with(figure(image))
    assertContains(client.get("/a-test/"), "A picture is missing here.")


def test_a_deleted_picture_costs_nothing(client, image):
    page_with(figure(image), ("heading", "Still here"))
    image.delete()
    assertContains(client.get("/a-test/"), "Still here")


def test_a_page_for_people_who_may_be_watched_holds_no_pictures(image):
    with pytest.raises(ValidationError, match="holds no pictures"):
        page_with(figure(image), crisis_path=True)


def test_the_words_of_a_picture_are_found_by_search(image):
    page = page_with(figure(image, alt="A zeppelin over Ayr", caption="Photographed by Hamish"))
    page.save_revision().publish()
    for query in ("zeppelin", "hamish"):
        assert "A test" in [found.title for found in search.search(query).pages]


# --- the rest of a page ---------------------------------------------------------------------------------------------


def test_the_day_of_a_review_cannot_lie_ahead(editor):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    response = send(editor, page_with(), [("heading", "A")], last_reviewed=f"{tomorrow:%d/%m/%Y}")
    assert "This day has not come yet" in words(response)


def test_a_copy_of_a_page_has_not_been_reviewed():
    page = page_with(last_reviewed=timezone.localdate())
    copy = page.copy(update_attrs={"slug": "a-copy", "title": "A copy"})
    assert copy.last_reviewed is None


@pytest.mark.parametrize("link", ["https://example.org/", "//example.org/", "/\\example.org", "programme", "/a b"])
def test_a_door_on_the_home_page_leads_to_this_site_only(link):
    with pytest.raises(ValidationError, match="address on this site"):
        AudienceBlock().child_blocks["link"].clean(link)


# --- redirects ------------------------------------------------------------------------------------------------------


def rename(page, slug):
    page.slug = slug
    page.save_revision().publish()


def test_the_old_address_of_a_renamed_page_leads_to_the_new_one(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rename(ContentPage.objects.get(slug="phase-one"), "first-phase")
    response = client.get("/programme/phase-one/")
    assert (response.status_code, response["Location"]) == (301, "/programme/first-phase/")


def test_the_old_address_of_a_moved_page_leads_to_the_new_one(client):
    page = ContentPage.objects.get(slug="phase-one")
    page.move(HomePage.objects.get(), pos="last-child")
    response = client.get("/programme/phase-one/")
    assert (response.status_code, response["Location"]) == (301, "/phase-one/")


def test_what_lies_below_a_renamed_page_is_redirected_too(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rename(ContentPage.objects.get(slug="programme"), "the-programme")
    for below in ("glossary/", "timeline/phase-one/"):
        assert client.get(f"/programme/{below}", follow=True).status_code == 200


def test_a_page_renamed_in_the_admin_is_redirected(client, editor, django_capture_on_commit_callbacks):
    page = page_with(("heading", "A"))
    with django_capture_on_commit_callbacks(execute=True):
        assert send(editor, page, [("heading", "A")], slug="another-name").status_code == 302
    assert client.get("/a-test/")["Location"] == "/another-name/"


ELSEWHERE = [
    "https://example.org/", "http://127.0.0.1:9999/", "https://127.0.0.1:8000@example.org/",
    "http://127.0.0.1:8000.example.org/", "javascript:alert(1)", "http://127.0.0.1:8000\\@example.org/",
]  # fmt: skip


@pytest.mark.parametrize("link", ELSEWHERE)
def test_a_redirect_to_another_site_is_refused(link):
    sent = RedirectForm({"old_path": "/old", "redirect_link": link, "is_permanent": True})
    assert not sent.is_valid()
    assert "redirect_link" in sent.errors


def test_a_redirect_to_another_site_is_refused_in_the_admin_with_the_reason(editor):
    data = {"old_path": "/old", "redirect_link": "https://example.org/", "is_permanent": "on", "site": ""}
    response = editor.post(reverse("wagtailredirects:add"), data)
    assert "may only lead to a page of this site" in words(response)
    assert not Redirect.objects.exists()


def test_a_redirect_within_this_site_is_allowed(settings):
    link = f"{settings.BASE_URL}/programme/"
    assert RedirectForm({"old_path": "/old", "redirect_link": link, "is_permanent": True}).is_valid()


def test_the_admin_asks_nobody_else(editor, settings):
    """Neither for a portrait by somebody's address, nor for Wagtail's newest version, nor for what is new."""
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    for address in ("/admin/", "/admin/users/", "/admin/account/", "/admin/pages/"):
        soup = BeautifulSoup(editor.get(address).content, "html.parser")
        asked = [each.get("src") or each.get("href") for each in soup.select("[src], link[href]")]
        asked += [each[name] for each in soup.find_all() for name in each.attrs if name.endswith("-url-value")]
        assert not [each for each in asked if each.startswith(("http:", "https:", "//"))]
        assert "releases.wagtail" not in str(soup)
        assert "gravatar" not in str(soup)

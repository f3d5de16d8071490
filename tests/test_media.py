"""/media/ gives pictures as pages show them, and nothing else."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Picture
from wagtail.images.models import Image

from tests.sign_in import sign_in
from tests.test_uploads import HTML, get, picture

# Wagtail leaves the file open from which it makes a smaller picture.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]


@pytest.fixture
def image():
    return Image.objects.create(title="Herons", file=ContentFile(picture(), "herons.png"))


def test_a_picture_of_a_page_is_given_to_everybody(client, image):
    address = image.get_rendition("max-20x20").url
    answer = get(client, address)
    assert answer["Content-Type"] == "image/png"
    assert answer.body.startswith(b"\x89PNG")
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_a_picture_that_the_browser_has_is_not_sent_again(client, image):
    address = image.get_rendition("max-20x20").url
    changed = get(client, address)["Last-Modified"]
    assert client.get(address, headers={"If-Modified-Since": changed}).status_code == 304


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("filters", ["max-20x20", "max-480x1600", "original"])
def test_what_a_camera_wrote_into_a_photograph_does_not_reach_the_public(client, kind, filters):
    exif = Picture.Exif()
    exif[0x010E] = "taken at home"
    photograph = picture(kind, exif=exif.tobytes(), xmp=b"<x>taken at home</x>")
    assert b"taken at home" in photograph
    image = Image.objects.create(title="A", file=ContentFile(photograph, f"a.{kind.lower()}"))
    assert b"taken at home" not in get(client, image.get_rendition(filters).url).body


def test_the_original_is_for_those_who_are_signed_in(client, image):
    assert get(client, image.file.url).status_code == 404
    sign_in(client, User.objects.create_superuser("boss"))
    assert get(client, image.file.url).status_code == 200


@pytest.mark.parametrize("name", ["images/a.html", "images/a.svg", "documents/a.pdf", "a.txt", "images/.secret"])
def test_no_other_kind_of_file_is_given_though_it_is_there(client, name):
    kept = default_storage.save(name, ContentFile(HTML))
    assert client.get(f"/media/{kept}").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["../db.sqlite3", "images/../documents/a.pdf", "images/%2e%2e/%2e%2e/secret_key", "images/..\\a.png", "", "images/",
     "images/gone.png", "images/a.png%00.html", "/etc/passwd", "images//etc/a.png"],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(client, name):
    assert client.get(f"/media/{name}").status_code in (400, 404)


def test_nothing_can_be_put_there(client, image):
    assert client.post(image.get_rendition("max-20x20").url).status_code in (403, 405)

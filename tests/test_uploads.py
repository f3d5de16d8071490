"""Files are what their names say, open in nobody's browser but as pictures and PDFs, and private ones stay private."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.users.models import UserProfile

from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n%%EOF\n"


def office(*names: str, content: bytes = b"x") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, content)
    return file.getvalue()


MACROS = office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


def picture(kind: str = "PNG", size=(40, 30), **more) -> bytes:
    file = BytesIO()
    Picture.new("RGB", size, "teal").save(file, kind, **more)
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of 9,000 by 9,000 pixels in some 10 KB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = zlib.compress(b"\0" * (9000 // 8 + 1) * 9000, 9)
    head = struct.pack(">IIBBBBB", 9000, 9000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.fixture
def boss(client):
    return sign_in(client, User.objects.create_superuser("boss"))


def get(client, address: str):
    """The answer, read to its end and closed."""
    answer = client.get(address)
    answer.body = b"".join(answer) if answer.streaming else answer.content
    return answer


def upload(client, kind: str, name: str, content: bytes) -> bool:
    """Whether the admin takes the file."""
    model = {"documents": Document, "images": Image}[kind]
    answer = client.post(
        f"/admin/{kind}/add/", {"title": "A file", "file": ContentFile(content, name), "collection": 1}
    )
    assert answer.status_code in (200, 302)
    return model.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        pytest.param("a.pdf", PDF, True, id="a PDF"),
        pytest.param("a.pdf", HTML, False, id="HTML that is called a PDF"),
        pytest.param("a.pdf", b"", False, id="nothing that is called a PDF"),
        pytest.param("a.docx", DOCX, True, id="a document of Word's"),
        pytest.param("a.docx", XLSX, False, id="a spreadsheet that is called a document"),
        pytest.param("a.docx", PDF, False, id="a PDF that is called a document"),
        pytest.param("a.docx", office("index.html"), False, id="any zip file that is called a document"),
        pytest.param("a.docx", MACROS, False, id="macros"),
        pytest.param("a.xlsx", XLSX, True, id="a spreadsheet"),
        pytest.param("a.xlsx", XLSX[:-10], False, id="a spreadsheet with its end cut off"),
        pytest.param("a.csv", "Name,Tel\nÀ,1\n".encode(), True, id="a table"),
        pytest.param("a.csv", "Name;Tel\r\nÀ;1\r\n".encode("cp1252"), True, id="a table as Excel writes it"),
        pytest.param("a.csv", HTML, False, id="HTML that is called a table"),
        pytest.param("a.csv", b"\xef\xbb\xbf \n" + HTML, False, id="HTML behind a byte order mark"),
        pytest.param("a.csv", b"MZ\0\0", False, id="a program that is called a table"),
        pytest.param("a.html", HTML, False, id="HTML"),
        pytest.param("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", False, id="SVG"),
        pytest.param("a.pdf.exe", PDF, False, id="two endings"),
    ],
)  # fmt: skip
def test_a_document_is_taken_by_what_is_inside(client, boss, name, content, taken):
    assert upload(client, "documents", name, content) is taken


def test_a_document_that_unpacks_to_too_much_is_refused(client, boss, monkeypatch):
    monkeypatch.setattr("pages.uploads.LARGEST_UNPACKED", 1000)
    parts = ("[Content_Types].xml", "word/document.xml")
    assert not upload(client, "documents", "a.docx", office(*parts, content=b"x" * 1000))


def test_a_document_that_is_too_large_is_refused(client, boss, settings):
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 20 * 1024 * 1024
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = len(PDF)
    assert not upload(client, "documents", "a.pdf", PDF + b" ")
    assert upload(client, "documents", "a.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        pytest.param("a.png", picture(), True, id="a PNG"),
        pytest.param("a.jpg", picture("JPEG"), True, id="a JPEG"),
        pytest.param("a.webp", picture("WEBP"), True, id="a WebP"),
        pytest.param("a.png", picture("JPEG"), False, id="a JPEG that is called a PNG"),
        pytest.param("a.png", HTML, False, id="HTML that is called a PNG"),
        pytest.param("a.jpg", picture("JPEG", (800, 600))[:3000], False, id="a JPEG with its end cut off"),
        pytest.param("a.png", picture("PNG", (800, 600))[:200], False, id="a PNG with its end cut off"),
        pytest.param("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", False, id="SVG"),
        pytest.param("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", False, id="SVG that is called a PNG"),
        pytest.param("a.png", bomb(), False, id="81 million pixels in 10 KB"),
        pytest.param("a.php.png", picture(), True, id="a name with two endings is only a name"),
    ],
)
def test_a_picture_is_taken_by_what_is_inside(client, boss, name, content, taken):
    assert upload(client, "images", name, content) is taken


def test_a_title_can_be_changed_though_the_file_was_taken_long_ago(client, boss):
    document = Document.objects.create(title="Old", file=ContentFile(HTML, "old.pdf"))
    client.post(f"/admin/documents/edit/{document.pk}/", {"title": "New", "collection": 1})
    document.refresh_from_db()
    assert document.title == "New"


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.pdf", PDF, "inline"),
        ("a.docx", DOCX, "attachment"),
        ("a.xlsx", XLSX, "attachment"),
        ("a.csv", b"1", "attachment"),
    ],
)
def test_only_a_pdf_opens_in_the_browser(client, name, content, shown):
    document = Document.objects.create(title="A", file=ContentFile(content, name))
    answer = get(client, document.url)
    assert answer["Content-Disposition"].startswith(shown)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize("name", ['q"uote.pdf', "cr\r\nSet-Cookie: x=1.pdf", "../../up.pdf", "a.pdf;.html.pdf"])
def test_a_documents_name_cannot_speak_in_the_headers(client, boss, name):
    upload(client, "documents", name, PDF)
    for document in Document.objects.all():
        answer = get(client, document.url)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer
        assert ".." not in document.file.name


def test_a_document_of_a_private_collection_is_for_those_who_are_signed_in(client):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document = Document.objects.create(title="A", file=ContentFile(PDF, "secret.pdf"), collection=private)
    assert get(client, document.url).url.startswith("/admin/login/")
    assert get(client, document.file.url).status_code == 404
    sign_in(client, User.objects.create_superuser("boss"))
    assert get(client, document.url).status_code == 200
    assert get(client, document.file.url).status_code == 404


WAYS = {
    "images": [("multiple/add/", "files[]"), ("chooser/create/", "image-chooser-upload-file")],
    "documents": [("multiple/add/", "files[]"), ("chooser/create/", "document-chooser-upload-file")],
}


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("is_good", [True, False])
def test_every_other_way_to_upload_asks_the_same(client, boss, kind, is_good):
    """Several at once, and from within a page's form."""
    good, model = {"images": (picture(), Image), "documents": (PDF, Document)}[kind]
    name = {"images": "a.png", "documents": "a.pdf"}[kind]
    for address, field in WAYS[kind]:
        prefix = field.removesuffix("file").removesuffix("files[]")
        fields = {f"{prefix}title": "A file", f"{prefix}collection": 1, "title": "A file", "collection": 1}
        file = ContentFile(good if is_good else HTML, name)
        answer = client.post(
            f"/admin/{kind}/{address}", {**fields, field: file}, headers={"x-requested-with": "XMLHttpRequest"}
        )
        assert answer.status_code == 200, answer.content
        assert model.objects.count() == is_good
        model.objects.all().delete()


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_file_is_not_exchanged_for_one_that_would_not_have_been_taken(client, boss, kind):
    name, good, model = {"images": ("a.png", picture(), Image), "documents": ("a.pdf", PDF, Document)}[kind]
    row = model.objects.create(title="A file", file=ContentFile(good, name))
    address = f"/admin/images/{row.pk}/" if kind == "images" else f"/admin/documents/edit/{row.pk}/"
    client.post(address, {"title": "A file", "collection": 1, "file": ContentFile(HTML, name)})
    row.refresh_from_db()
    with row.file.open("rb") as kept:
        assert kept.read() == good


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        pytest.param("a.png", picture(), True, id="a picture"),
        pytest.param("a.png", HTML, False, id="HTML that is called a picture"),
        pytest.param("a.svg", SVG, False, id="SVG"),
    ],
)
def test_a_portrait_is_a_picture_too(client, boss, name, content, taken):
    form = BeautifulSoup(client.get("/admin/account/").content, "html.parser").select_one("form[enctype]")
    fields = {each["name"]: each.get("value", "") for each in form.select("input[name]:not([type=file])")}
    chosen = {each["name"]: each.select_one("[selected]") for each in form.select("select[name]")}
    fields |= {each: found["value"] if found else "" for each, found in chosen.items()}
    needed = {"name_email-first_name": "B", "name_email-last_name": "O", "name_email-email": "b@example.scot"}
    client.post("/admin/account/", {**fields, **needed, "avatar-avatar": ContentFile(content, name)})
    assert bool(UserProfile.get_for_user(boss).avatar) is taken

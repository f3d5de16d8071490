"""Media in a bucket: a server that speaks S3 runs beside the tests, and readers meet nothing but the site."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from cpip_site import doctor
from cpip_site.deploy import nginx
from cpip_site.environment import Environment
from tests.faults.servers import answers, free_port, wait_until
from tests.sign_in import sign_in
from tests.test_pages_admin import figure, page_with
from tests.test_uploads import PDF, get, picture, upload

BASE = Path(__file__).resolve().parent.parent
SECRET = "a/secret+with%25signs"
NAME = "kept-by-us"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]


@pytest.fixture(scope="module")
def server():
    """host:port of a server that speaks S3."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: answers(port), "the server of the bucket answers")
    yield f"127.0.0.1:{port}"
    process.terminate()
    process.wait()


def use(settings, monkeypatch, address: str) -> None:
    monkeypatch.setenv("MEDIA_STORAGE", address)
    settings.STORAGES = {**settings.STORAGES, "default": Environment().media()}


@pytest.fixture
def bucket(server, settings, monkeypatch):
    """An empty bucket that the site uses, as boto3 sees it."""
    use(settings, monkeypatch, f"s3://key:{SECRET}@{server}/{NAME}?region=eu-west-2&ssl=false")
    found = default_storage.bucket
    found.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield found
    found.objects.all().delete()
    found.delete()


@pytest.fixture
def boss(client):
    return sign_in(client, User.objects.create_superuser("boss"))


def keys(bucket) -> list[str]:
    return sorted(found.key for found in bucket.objects.all())


def test_an_uploaded_picture_is_in_the_bucket_and_is_shown_by_the_site(client, boss, bucket):
    assert upload(client, "images", "herons.png", picture())
    address = Image.objects.get().get_rendition("max-20x20").url
    assert address == "/media/images/herons.max-20x20.png"
    assert keys(bucket) == ["images/herons.max-20x20.png", "original_images/herons.png"]
    client.logout()
    answer = get(client, address)
    assert answer.body.startswith(b"\x89PNG")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    changed = answer["Last-Modified"]
    assert client.get(address, headers={"If-Modified-Since": changed}).status_code == 304


def test_a_deleted_picture_leaves_the_bucket(client, boss, bucket, django_capture_on_commit_callbacks):
    upload(client, "images", "herons.png", picture())
    image = Image.objects.get()
    address = image.get_rendition("max-20x20").url
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/images/{image.pk}/delete/")
    assert keys(bucket) == []
    assert client.get(address).status_code == 404


def test_no_page_and_no_screen_names_the_bucket(client, boss, bucket, server):
    upload(client, "images", "herons.png", picture())
    image = Image.objects.get()
    page_with(figure(image))
    for address in ("/a-test/", "/admin/images/", f"/admin/images/{image.pk}/"):
        said = client.get(address).content.decode()
        assert "/media/" in said
        assert server not in said
        assert NAME not in said


def test_a_file_cannot_be_had_from_the_bucket_without_the_key(bucket, server):
    name = default_storage.save("images/a.png", ContentFile(picture()))
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://{server}/{NAME}/{name}")


def test_the_original_is_for_those_who_are_signed_in(client, bucket):
    image = Image.objects.create(title="Herons", file=ContentFile(picture(), "herons.png"))
    assert client.get(image.file.url).status_code == 404
    sign_in(client, User.objects.create_superuser("boss"))
    assert get(client, image.file.url).body == picture()


def test_a_private_document_stays_private(client, bucket):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document = Document.objects.create(title="A", file=ContentFile(PDF, "secret.pdf"), collection=private)
    assert client.get(document.url).url.startswith("/admin/login/")
    assert client.get(document.file.url).status_code == 404
    sign_in(client, User.objects.create_superuser("boss"))
    assert get(client, document.url).body == PDF
    assert client.get(document.file.url).status_code == 404


def test_two_files_of_one_name_are_two_files(bucket):
    one, two = (default_storage.save("documents/a.pdf", ContentFile(PDF + extra)) for extra in (b"1", b"2"))
    assert one != two
    assert len(keys(bucket)) == 2


def findings() -> list[doctor.Finding]:
    return [finding for finding in doctor.files() if finding.part == "files"]


def test_the_doctor_writes_into_the_bucket_and_leaves_nothing(bucket):
    assert findings() == [doctor.Finding("files", "media can be written")]
    assert keys(bucket) == []


def test_the_doctor_names_a_bucket_that_is_not_there(server, settings, monkeypatch):
    use(settings, monkeypatch, f"s3://key:{SECRET}@{server}/no-such-bucket?ssl=false")
    (found,) = findings()
    assert "Media cannot be written to no-such-bucket" in found.fix
    assert "NoSuchBucket" in found.fix
    assert found.fix.endswith("Check MEDIA_STORAGE.")


def test_the_doctor_names_a_server_that_is_not_there_and_keeps_the_secret(settings, monkeypatch):
    use(settings, monkeypatch, f"s3://key:{SECRET}@127.0.0.1:{free_port()}/{NAME}?ssl=false")
    (found,) = findings()
    assert "Could not connect to the endpoint" in found.fix
    assert "a/secret" not in found.fix


def test_a_server_that_is_away_costs_a_picture_and_not_the_page(client, bucket, settings, monkeypatch):
    image = Image.objects.create(title="Herons", file=ContentFile(picture(), "herons.png"))
    page_with(figure(image))
    use(settings, monkeypatch, f"s3://key:{SECRET}@127.0.0.1:{free_port()}/{NAME}?ssl=false")
    assert "A picture is missing here." in client.get("/a-test/").content.decode()


@pytest.mark.parametrize("folder", ["images", "original_images"])
def test_a_server_that_is_away_gives_503_and_says_so_plainly(client, boss, settings, monkeypatch, folder):
    use(settings, monkeypatch, f"s3://key:{SECRET}@127.0.0.1:{free_port()}/{NAME}?ssl=false")
    answer = client.get(f"/media/{folder}/herons.png")
    assert answer.status_code == 503
    assert answer["Cache-Control"] == "no-store"
    assert answer["Retry-After"]
    assert answer.content == b"This picture cannot be fetched just now. Please try again in a minute."


def test_a_backup_says_that_the_bucket_is_not_in_it(bucket, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("cpip_site.management.commands.backup.back_up", lambda folder, keep: folder)
    call_command("backup", str(tmp_path))
    assert "Media are in a bucket, and NOT in this backup" in capsys.readouterr().out


def test_nginx_leaves_pictures_in_a_bucket_to_the_application(bucket):
    assert nginx.of_media({}).strip() == "proxy_pass http://cpip_admin;"


def test_the_address_is_read_part_by_part(monkeypatch):
    monkeypatch.setenv("MEDIA_STORAGE", f"s3://key:{SECRET}@s3.example.scot/bucket")
    assert Environment().media()["OPTIONS"] == {
        "access_key": "key", "secret_key": "a/secret+with%signs", "endpoint_url": "https://s3.example.scot",
        "bucket_name": "bucket", "region_name": "us-east-1",
    }  # fmt: skip


@pytest.mark.parametrize(("address", "loaded"), [("local", False), ("s3://key:secret@127.0.0.1:9/bucket", True)])
def test_boto3_is_loaded_only_for_a_bucket_and_nothing_is_asked_at_the_start(address, loaded):
    """Nobody listens on port 9: a question at the start would fail it."""
    code = (
        "import sys, django; django.setup(); import cpip_site.wsgi; from cpip_site.doctor import what_runs;"
        "print(what_runs()['storage'], 'boto3' in sys.modules)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "cpip_site.settings", "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "x" * 50}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env={**env, "MEDIA_STORAGE": address}, capture_output=True, text=True
    )
    assert done.stdout.split() == ["Bucket" if loaded else "FileSystemStorage", str(loaded)], done.stderr

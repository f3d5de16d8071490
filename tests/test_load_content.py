import pytest
from django.core.management import CommandError, call_command

from pages import content_files
from pages.content_files import ContentError
from pages.models import ContentPage, HomePage

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(capsys):
    before = list(ContentPage.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    call_command("load_content")
    assert list(ContentPage.objects.order_by("pk").values_list("pk", "title", "latest_revision")) == before
    assert "nothing changed" in capsys.readouterr().out


def test_what_an_editor_wrote_stays(client):
    page = ContentPage.objects.get(slug="phase-one")
    page.summary = "An editor's own words."
    page.save_revision().publish()
    call_command("load_content", verbosity=0)
    assert ContentPage.objects.get(slug="phase-one").summary == "An editor's own words."


def test_a_page_that_is_missing_is_made_again(client):
    ContentPage.objects.get(slug="phase-one").delete()
    call_command("load_content", verbosity=0)
    assert client.get("/programme/phase-one/").status_code == 200


def test_links_between_pages_are_kept_as_links_to_pages():
    bodies = " ".join(str(page.body.raw_data) for page in ContentPage.objects.all())
    assert 'linktype="page"' in bodies or 'linktype=\\"page\\"' in bodies


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("title = ", "Invalid value", id="not TOML"),
        pytest.param('type = "ContentPage"\npath = "/x/"\n', "title, summary missing", id="without a title"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path, text, reason):
    (tmp_path / "broken.toml").write_text(text)
    with pytest.raises(ContentError, match=rf"broken\.toml: .*{reason}"):
        content_files.read_pages(tmp_path)


def test_a_wrong_file_stops_the_command_and_nothing_is_half_loaded(tmp_path, monkeypatch):
    for name in ("publications.toml", "site.toml", "streams.toml"):
        (tmp_path / name).write_bytes((content_files.CONTENT / name).read_bytes())
    (tmp_path / "a.toml").write_text('type = "ContentPage"\npath = "/first/"\ntitle = "First"\nsummary = "S"\n')
    (tmp_path / "b.toml").write_text('type = "NoSuchPage"\npath = "/second/"\ntitle = "Second"\nsummary = "S"\n')
    monkeypatch.setattr(content_files.read_pages, "__defaults__", (tmp_path,))
    with pytest.raises(CommandError, match=r"b\.toml"):
        call_command("load_content", verbosity=0)
    assert not HomePage.objects.get().get_children().filter(slug="first").exists()

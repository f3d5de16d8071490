"""A picture in a private collection is shown to nobody outside, however it came there, and public ones cost nothing."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from cpip_site.models import SiteVersion
from pages.figure import PictureBlock, picture_of
from tests.sign_in import sign_in
from tests.test_pages_admin import figure, page_with
from tests.test_uploads import get, picture

pytestmark = [
    pytest.mark.django_db(transaction=False),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]


@pytest.fixture
def collection():
    return Collection.get_first_root_node().add_child(name="Drafts")


@pytest.fixture
def image(collection):
    return Image.objects.create(title="Herons", file=ContentFile(picture(), "herons.png"), collection=collection)


def restrict(collection, kind=CollectionViewRestriction.LOGIN):
    return CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind)


def made(image) -> str:
    return Image.objects.get(pk=image.pk).get_rendition("max-20x20").url


def is_public(client, address: str) -> bool:
    client.logout()
    return get(client, address).status_code == 200


def test_a_picture_of_a_private_collection_is_for_those_who_are_signed_in(client, collection, image):
    restrict(collection)
    address = made(image)
    assert address.startswith("/media/private_images/")
    assert not is_public(client, address)
    sign_in(client, User.objects.create_superuser("boss"))
    answer = get(client, address)
    assert answer.body.startswith(b"\x89PNG")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda image: restrict(image.collection), id="its collection becomes private"),
        pytest.param(lambda image: restrict(Collection.get_first_root_node()), id="one above it becomes private"),
        pytest.param(lambda image: move_into_a_private_collection(image), id="it moves into a private one"),
        pytest.param(lambda image: move_its_collection(image), id="its collection moves below a private one"),
    ],
)
def test_what_was_public_and_is_no_more_is_gone_at_once(client, image, hide, django_capture_on_commit_callbacks):
    before = made(image)
    assert is_public(client, before)
    with django_capture_on_commit_callbacks(execute=True):
        hide(image)
    assert not default_storage.exists(before.removeprefix("/media/"))
    assert not is_public(client, before)
    assert not is_public(client, made(image))


def move_into_a_private_collection(image):
    image.collection = Collection.get_first_root_node().add_child(name="Private")
    restrict(image.collection)
    image.save()


def move_its_collection(image):
    private = Collection.get_first_root_node().add_child(name="Private")
    restrict(private)
    image.collection.refresh_from_db()
    image.collection.move(private, "sorted-child")


def test_a_restriction_that_is_lifted_is_lifted(client, collection, image):
    restriction = restrict(collection)
    assert not is_public(client, made(image))
    restriction.delete()
    assert made(image).startswith("/media/images/")
    assert is_public(client, made(image))


def test_a_collection_for_one_group_is_shut_to_other_editors(client, collection, image):
    restrict(collection, CollectionViewRestriction.GROUPS).groups.add(Group.objects.get(name="Moderators"))
    addresses = [made(image), image.file.url]
    for group, status in (("Editors", 404), ("Moderators", 200)):
        editor = User.objects.create_user(group)
        editor.groups.add(Group.objects.get(name=group))
        sign_in(client, editor)
        assert [get(client, address).status_code for address in addresses] == [status, status]


def test_a_page_leaves_a_private_picture_out(client, collection, image):
    page_with(figure(image))
    assert "/media/images/" in client.get("/a-test/").content.decode()
    before = SiteVersion.current()
    restrict(collection)
    assert SiteVersion.current() != before
    soup = BeautifulSoup(client.get("/a-test/").content, "html.parser")
    assert not soup.select("figure img")


def test_an_editor_who_chooses_a_private_picture_is_told(collection, image):
    chosen = {"image": image, "alt_text": "A bridge", "decorative": False}
    block = PictureBlock()
    block.clean(block.to_python({**chosen, "image": image.pk}))
    restrict(collection)
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({**chosen, "image": image.pk}))
    assert "readers cannot see it" in str(refused.value.block_errors["image"])


def test_a_public_picture_that_is_made_costs_no_question_about_collections(image, django_assert_num_queries):
    picture_of(image)
    fresh = Image.objects.get(pk=image.pk)
    with django_assert_num_queries(1):
        assert picture_of(fresh)

"""Pictures of a private collection: what is made of them lies in a folder that /media/ does not give to everybody.

nginx hands out `images/` without asking anybody, so a picture that must not be public must not lie there.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.images.models import Image, Rendition
from wagtail.models import Collection, CollectionViewRestriction

FOLDER = "private_images"
PUBLIC = "images"


def keep_apart() -> None:
    """From now on every picture is made into the folder that fits its collection, and moves when that changes."""
    Rendition.get_upload_to = upload_to
    for model in (CollectionViewRestriction, Image):
        for signal in (post_save, post_delete):
            signal.connect(settle, sender=model, dispatch_uid=f"private pictures {model.__name__} {id(signal)}")
    # A collection that moves is written without a save.
    if not hasattr(Collection.move, "settles"):
        Collection.move = and_settle(Collection.move)


def and_settle(move: Callable[..., None]) -> Callable[..., None]:
    @transaction.atomic
    def moved(collection: Collection, *args: Any, **kwargs: Any) -> None:
        move(collection, *args, **kwargs)
        settle()

    moved.settles = True  # type: ignore[attr-defined]
    return moved


def upload_to(rendition: Rendition, filename: str) -> str:
    folder = FOLDER if is_private(rendition.image) else PUBLIC
    return f"{folder}/{rendition.file.field.storage.get_valid_name(filename)}"


def is_private(image: Image) -> bool:
    """Whether anything restricts who may see the collection of this picture, or one above it."""
    return image.collection.get_view_restrictions().exists()


def lies_private(rendition: Rendition) -> bool:
    """The same for a picture that was made already. Asks nothing of the database."""
    return rendition.file.name.startswith(f"{FOLDER}/")


def settle(**kwargs: Any) -> None:
    """Delete what lies in the wrong folder. It is made afresh, in the right one, when somebody looks at it."""
    private = Q(pk__in=[])
    for path in CollectionViewRestriction.objects.values_list("collection__path", flat=True):
        private |= Q(image__collection__path__startswith=path)
    misplaced = Q(private, ~Q(file__startswith=f"{FOLDER}/")) | Q(~private, file__startswith=f"{FOLDER}/")
    for rendition in Rendition.objects.filter(misplaced):
        rendition.delete()


def may_see(request: HttpRequest, name: str) -> bool:
    """Whether this reader, who is signed in, may have the picture of this name: its collection says so."""
    image = Image.objects.filter(Q(file=name) | Q(renditions__file=name)).select_related("collection").first()
    return image is None or all(each.accept_request(request) for each in image.collection.get_view_restrictions())

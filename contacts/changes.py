"""Notices every change to a contact, in whatever way it is made, so that no process goes on showing old numbers."""

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import published, unpublished

from contacts import directory
from contacts.models import NationalLine, NumberChange, Service

NOT_SHOWN = {"ContactsVersion", "Loaded", "NumberChange"}


def watch() -> None:
    models = apps.get_app_config("contacts").get_models(include_auto_created=True)
    for model in models:
        if model.__name__ not in NOT_SHOWN:
            for signal in (post_save, post_delete, m2m_changed):
                signal.connect(note_change, sender=model, dispatch_uid=f"contacts {id(signal)} {model.__name__}")
    for model in (Service, NationalLine):
        published.connect(note_numbers, sender=model)
        unpublished.connect(note_no_numbers, sender=model)
        post_delete.connect(note_no_numbers, sender=model)


def note_change(sender: type, **kwargs: object) -> None:
    # While fixtures are read, tables that this needs may not be there yet.
    if not kwargs.get("raw"):
        directory.note_change()


def note_numbers(sender: type[Model], instance: Service | NationalLine, **kwargs: object) -> None:
    """Keeps which numbers this service or line shows from now on."""
    if isinstance(instance, Service):
        numbers = [line.number for line in instance.lines.all() if not line.held_back]
        councils = ", ".join(sorted(council.name for council in instance.councils.all()))
    else:
        numbers = [instance.number] if instance.number else []
        councils = "all of Scotland"
    NumberChange.record(_key(instance), instance.name, councils, numbers)


def note_no_numbers(sender: type[Model], instance: Service | NationalLine, **kwargs: object) -> None:
    NumberChange.record(_key(instance), instance.name, "nobody any more", [])


def _key(instance: Service | NationalLine) -> str:
    return f"{type(instance).__name__}:{instance.key}"

"""Notices every change to a contact, in whatever way it is made, so that no process goes on showing old numbers."""

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import published, unpublished

from contacts import directory, states, whole_writes
from contacts.models import (
    Council,
    HolidayYear,
    HourException,
    LocalHoliday,
    NationalLine,
    NumberChange,
    Service,
    ServiceLine,
)

NOT_SHOWN = {"ContactsVersion", "Loaded", "NumberChange"}


def watch() -> None:
    whole_writes.watch([Service, NationalLine, Council], [ServiceLine, HourException, LocalHoliday, HolidayYear])
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
    # A draft that waits for its day sends the same signal when it is approved.
    if instance.live:
        note_state(states.key(instance), instance.name, states.of(instance))


def note_state(key: str, name: str, state: states.State) -> None:
    """Keeps which numbers the state shows from now on, and to whom."""
    served = Council.objects.filter(slug__in=state.get("councils", ())).values_list("name", flat=True)
    councils = ", ".join(sorted(served)) if "councils" in state else "all of Scotland"
    NumberChange.record(key, name, councils, states.numbers(state))


def note_no_numbers(sender: type[Model], instance: Service | NationalLine, **kwargs: object) -> None:
    NumberChange.record(states.key(instance), instance.name, "nobody any more", [])

"""The lists of contacts: their cells, which the report of numbers has too, and what they export."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import IndexView

from contacts import contact_rows, import_views, preview_moments, usage, verification
from contacts.models import Service


class NumbersColumn(Column):
    """Each number of a row, with the state of its checks in words."""

    cell_template_name = "contacts/admin/numbers_cell.html"

    def get_value(self, instance: Any) -> list[Any]:
        return getattr(instance, "number_rows", [])


class RowColumn(Column):
    """A cell of a NumberRow, drawn by a template of its own."""

    def __init__(self, name: str, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = f"contacts/admin/{template}.html"


class CouncilsColumn(Column):
    """The councils of a service: all of them up to three, else how many."""

    def get_value(self, instance: Any) -> str:
        names = getattr(instance, "council_names", [])
        return ", ".join(names) if len(names) <= 3 else usage.how_many(len(names), "council").capitalize()


class NumberColumn(TitleColumn):
    """A number that leads to the page where it is edited, with a button to record a check."""

    cell_template_name = "contacts/admin/number_cell.html"

    def get_link_url(self, instance: Any, parent_context: Any) -> str:
        may_change = parent_context["request"].user.has_perm(f"contacts.change_{instance.kind}")
        return instance.url("edit" if may_change else "inspect")

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "may_check": context["request"].user.has_perm(usage.MAY_CHECK)}


class ContactsIndexView(IndexView):
    """A list whose rows know what is to come of them."""

    def paginate_queryset(self, queryset, page_size):
        paginator, page, found, more = super().paginate_queryset(queryset, page_size)
        return paginator, page, self.with_facts(list(found)), more

    def with_facts(self, found: list[Any]) -> list[Any]:
        starts = _starts(self.model)
        for row in found:
            row.starts = starts.get(str(row.pk), "")
        return found


class NumbersIndexView(ContactsIndexView):
    """A list whose rows know their numbers too, with the states of their checks."""

    def search_queryset(self, queryset):
        """Once each, also a service of which two councils or two numbers match."""
        return super().search_queryset(queryset).distinct()

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """What the list shows, of what is published, as the file that the import takes back."""
        keys = [row.pk for row in queryset]
        return import_views.as_file(contact_rows.export(self.model, pk__in=keys), spreadsheet_format)

    def with_facts(self, found: list[Any]) -> list[Any]:
        grouped = verification.by_owner(verification.rows())
        names = _council_names() if self.model is Service else {}
        for row in super().with_facts(found):
            row.number_rows = grouped.get((self.model._meta.model_name, row.pk), [])
            row.council_names = names.get(row.pk, [])
        return found


def _council_names() -> dict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    pairs = Service.councils.through.objects.order_by("council__name").values_list("service_id", "council__name")
    for service, name in pairs:
        names[service].append(name)
    return names


def _starts(model: type[Any]) -> dict[str, str]:
    """From when the approved changes that wait are shown, by the row that they belong to."""
    waiting = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(model), approved_go_live_at__isnull=False
    )
    found = waiting.values_list("object_id", "approved_go_live_at")
    return {pk: preview_moments.words(moment) for pk, moment in found}

"""Cells of the lists of contacts and of the report of numbers."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.tables import Column, TitleColumn

from contacts import usage


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

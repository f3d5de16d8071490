"""The filters above the lists of contacts, and above the report of numbers."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from contacts import verification
from contacts.check_states import State
from contacts.models import Council, LocalHoliday, NationalLine, NumberCheck, Service, ServiceLine
from contacts.verification import NumberRow

STATES = [(state.value, state.label) for state in State]
CONFIDENCE: list[tuple[str, str]] = list(ServiceLine._meta.get_field("confidence").choices or ())  # type: ignore[arg-type]
ROLES = [*((label, label) for label in Service.Role.labels), ("National line", "National line")]


def _several(choices, label: str, method: str) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        choices=choices, label=label, method=method, widget=forms.CheckboxSelectMultiple
    )


def owners_in(kind: str, states: list[str]) -> set[int]:
    """The services (or national lines) that have a number in one of these states."""
    return {row.pk for row in verification.rows() if row.kind == kind and row.state in states}


class ServiceFilters(WagtailFilterSet):
    councils = django_filters.ModelChoiceFilter(queryset=Council.objects.all(), label="Council", empty_label="Any")
    role = _several(Service.Role.choices, "When it is rung", "in_role")
    state = _several(STATES, "Checks of its numbers", "in_state")
    confidence = _several(CONFIDENCE, "How sure we are", "with_confidence")
    has_unpublished_changes = django_filters.BooleanFilter(label="Has a change that waits")

    class Meta:
        model = Service
        fields: list[str] = []

    def in_role(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(role__in=value)

    def in_state(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(pk__in=owners_in("service", value))

    def with_confidence(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(pk__in=ServiceLine.objects.filter(confidence__in=value).values("service"))


class NationalLineFilters(WagtailFilterSet):
    kind = _several(NationalLine.Kind.choices, "What it is", "of_kind")
    state = _several(STATES, "Checks of its number", "in_state")
    confidence = _several(CONFIDENCE, "How sure we are", "with_confidence")

    class Meta:
        model = NationalLine
        fields: list[str] = []

    def of_kind(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(kind__in=value)

    def in_state(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(pk__in=owners_in("nationalline", value))

    def with_confidence(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(confidence__in=value)


def _years() -> list[tuple[int, str]]:
    this = timezone.localdate().year
    return [(year, str(year)) for year in range(this, this + 3)]


class HolidayFilters(WagtailFilterSet):
    council = django_filters.ModelChoiceFilter(queryset=Council.objects.all(), label="Council", empty_label="Any")
    year = django_filters.ChoiceFilter(choices=_years, label="Year", field_name="date__year", empty_label="Any")

    class Meta:
        model = LocalHoliday
        fields: list[str] = []


class NumberFilters(WagtailFilterSet):
    """Filters rows that are already read: there are a few hundred numbers in all Scotland."""

    state = _several(STATES, "Checks", "in_state")
    council = django_filters.ModelChoiceFilter(queryset=Council.objects.all(), label="Council", empty_label="Any")
    role = _several(ROLES, "When it is rung", "in_state")
    confidence = _several([(label, label) for _, label in CONFIDENCE], "How sure we are", "in_state")

    class Meta:
        model = NumberCheck
        fields: list[str] = []

    def filter_queryset(self, queryset: list[NumberRow]) -> list[NumberRow]:  # type: ignore[override]
        wanted = self.form.cleaned_data
        council = wanted["council"].name if wanted["council"] else ""
        return [
            row
            for row in queryset
            if (not wanted["state"] or row.state in wanted["state"])
            and (not council or council in row.councils)
            and (not wanted["role"] or row.role in wanted["role"])
            and (not wanted["confidence"] or row.confidence in wanted["confidence"])
        ]

"""The forms of the contacts' edit pages, and of a check: what is refused, and what the editor is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from contacts import numbers
from contacts.models import NationalLine, NumberCheck, Service

SIX_MONTHS, A_WEEK, A_YEAR = timedelta(days=182), timedelta(days=7), timedelta(days=366)
NEVER_RUNG = frozenset({"999"})


class ServiceForm(WagtailAdminModelForm):
    """A service with its numbers: no number twice, however it is grouped."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = Service.Role.choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_doubles()
        return cleaned

    def _refuse_doubles(self) -> None:
        seen: dict[str, str] = {}
        for form in self.formsets["lines"].forms if "lines" in self.formsets else ():
            number = form["number"].value() or ""
            dialled = numbers.digits(number)
            if not dialled or form["DELETE"].value():
                continue
            if dialled in seen:
                message = f"{number} stands here twice. Delete one of the two."
                self.formsets["lines"].is_valid()
                form.add_error("number", message)
                self.add_error(None, f"The number {message}")
            seen[dialled] = number


class NationalLineForm(WagtailAdminModelForm):
    """A national line. Pages name it by its key, so an existing key stays as it is."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True
            self.fields["key"].help_text = "Pages name the line by this key: it never changes."


class CheckForm(forms.ModelForm):
    """One check of one number. It changes nothing but when the number is due again."""

    number = forms.ChoiceField(label="Which number did you check?", widget=forms.RadioSelect)
    on = forms.DateField(label="When?", widget=AdminDateInput)
    next_due = forms.DateField(
        label="Check it again by",
        required=False,
        widget=AdminDateInput,
        help_text="Leave empty for six months after this check, or one week when the number was not right.",
    )

    class Meta:
        model = NumberCheck
        fields = ["number", "how", "answered_by", "on", "result", "next_due"]
        widgets = {"how": forms.RadioSelect, "result": forms.RadioSelect}
        labels = {"how": "How did you check?", "answered_by": "Who answered?", "result": "What did you find?"}
        help_texts = {
            "answered_by": "If you rang: what they said when they answered, for example “Ayrshire social work”. "
            "No names of people.",
            "result": "“It is wrong” and “Nobody answered” mark the number as disputed. The number itself stays as it "
            "is: to change it or to hold it back, edit it.",
        }

    def __init__(self, *args, owner: Service | NationalLine, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kind = "service" if isinstance(owner, Service) else "national_line"
        setattr(self.instance, kind, owner)
        offered = {
            "number": list(choices(owner).items()),
            "how": NumberCheck.How.choices,
            "result": NumberCheck.Result.choices,
        }
        for name, found in offered.items():
            cast("forms.ChoiceField", self.fields[name]).choices = found

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError("A check cannot be in the future. Give the day on which you checked.")
        if on < timezone.localdate() - A_YEAR:
            raise ValidationError(
                "That is more than a year ago, which no longer says anything. Check the number again."
            )
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == NumberCheck.How.RANG:
            self._rang(cleaned)
        if (on := cleaned.get("on")) and "next_due" in cleaned:
            self._next_due(cleaned, on)
        return cleaned

    def _rang(self, cleaned: dict[str, Any]) -> None:
        if numbers.digits(cleaned.get("number", "")) in NEVER_RUNG:
            self.add_error("how", "Never ring this number to check it: somebody in danger may need the line.")
        elif cleaned.get("result") == NumberCheck.Result.RIGHT and not cleaned.get("answered_by"):
            self.add_error("answered_by", "Say who answered, so that others can tell that it was the right team.")

    def _next_due(self, cleaned: dict[str, Any], on: date) -> None:
        right = cleaned.get("result") == NumberCheck.Result.RIGHT
        due = cleaned["next_due"] = cleaned["next_due"] or on + (SIX_MONTHS if right else A_WEEK)
        if due <= on:
            self.add_error("next_due", "The next check has to come after this one.")
        elif due > on + A_YEAR:
            self.add_error("next_due", "Every number is checked at least once a year. Give an earlier day.")


def choices(owner: Service | NationalLine) -> dict[str, str]:
    """The numbers that may be checked: what the site holds now, and what a draft would make of it."""
    found = dict(_numbers(owner))
    draft = owner.get_latest_revision_as_object()
    for number, words in _numbers(draft):
        found.setdefault(number, f"{words} (in the draft, not on the site yet)")
    return found


def _numbers(owner: Service | NationalLine) -> list[tuple[str, str]]:
    if isinstance(owner, NationalLine):
        return [(owner.number, owner.number)] if owner.number else []
    return [(line.number, _words(line.number, line.area, line.held_back)) for line in owner.lines.all()]


def _words(number: str, area: str, held_back: str) -> str:
    held = " (held back)" if held_back else ""
    return f"{number}, {area}{held}" if area else f"{number}{held}"

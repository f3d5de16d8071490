"""The forms that visitors fill in: what they ask, and what they say when something has to be put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from pages.inbox import disclosure, stamp
from pages.inbox.limits import is_within
from pages.inbox.models import Message
from pages.inbox.origin import is_from_here

LONGEST = 4000
HOUR = 60 * 60
FAULTS = {
    stamp.SOON: "That was very quick. Read it through, then press Send again.",
    stamp.LATE: "This page was open for a long time. Press Send again.",
    stamp.FORGED: "Something went wrong with the form. Press Send again.",
}
NOT_FROM_HERE = "Your browser did not say that the form came from this site. Press Send again."
TOO_MANY = "Too many messages came from where you are. Wait an hour, then press Send again."
FILLED = "Leave the last field empty, then press Send again."


class VisitorForm(forms.Form):
    """What every form here has: a stamp, a trap for machines, a limit, no cookie. A fault loses nothing typed."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label="Leave this empty")
    trapped = ("stamp", "website")

    def __init__(self, data: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data, auto_id="f-%s")
        self.request = request

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if fault := self.fault(cleaned):
            raise forms.ValidationError(fault)
        return cleaned

    def fault(self, cleaned: dict[str, Any]) -> str:
        """Why this is not taken, though each field is well; empty when it is taken. Counts what is complete only."""
        if found := stamp.fault(cleaned.get("stamp", "")):
            return FAULTS[found]
        if cleaned.get("website"):
            return FILLED
        if self.request is None or not is_from_here(self.request):
            return NOT_FROM_HERE
        if not self.errors and not is_within(self.request, "form", each=10, all_together=200, seconds=HOUR):
            return TOO_MANY
        return ""

    @property
    def stamp_to_show(self) -> str:
        """The stamp that the form came with, as long as it can still be used; else a new one."""
        posted = self.data.get("stamp", "") if self.is_bound else ""
        return posted if stamp.fault(posted) in ("", stamp.SOON) else stamp.make()

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a reader is meant to see."""
        return [field for field in self if field.name not in self.trapped]

    @property
    def words(self) -> dict[str, str]:
        """What was filled in, by field."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in self.trapped}

    @property
    def suggests_danger(self) -> bool:
        return disclosure.suggests_danger(" ".join(map(str, self.words.values())))


def long_text(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 7, "maxlength": LONGEST}), **options)


def email(help_text: str) -> forms.EmailField:
    """Where an answer goes. `autocomplete` says what it is (WCAG 1.3.5)."""
    wrong = {"invalid": "Write an email address like name@example.scot"}
    widget = forms.EmailInput({"autocomplete": "email", "spellcheck": "false"})
    label = "Your email address"
    return forms.EmailField(required=False, label=label, help_text=help_text, error_messages=wrong, widget=widget)


class ComplaintForm(VisitorForm):
    """A complaint about how personal data was used (Data Protection Act 2018, section 164A)."""

    what = long_text(
        label="What went wrong with your personal data?",
        help_text="Say what happened and what you want us to do. Do not write about a child’s safety here.",
        error_messages={"required": "Write what went wrong with your personal data"},
    )
    name = forms.CharField(
        required=False,
        max_length=100,
        label="Your name",
        help_text="You do not have to give it.",
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    email = email("We confirm your complaint and answer you there. Without it we cannot reach you.")


class AccessibilityForm(VisitorForm):
    """A problem with using the site, or a wish for something in another form (2018 Regulations, regulation 8)."""

    what = long_text(
        label="What did not work for you, or what do you need?",
        help_text="Say what you tried to do, and what you use, for example a screen reader.",
        error_messages={"required": "Write what did not work for you, or what you need"},
    )
    page = forms.CharField(
        required=False,
        max_length=200,
        label="Which page was it?",
        help_text="Its title or address. Leave this empty if you do not know.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    email = email("We answer you there. Without it we read your message but cannot answer.")


FORMS: dict[str, type[VisitorForm]] = {
    Message.Kind.COMPLAINT: ComplaintForm,
    Message.Kind.ACCESSIBILITY: AccessibilityForm,
}

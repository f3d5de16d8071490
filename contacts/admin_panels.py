"""Parts of the contacts' edit pages that Wagtail does not have: numbers, answers, folded fields, what to know first."""

from __future__ import annotations

from django.forms import TextInput
from django.utils.html import escape, format_html_join
from wagtail.admin.compare import FieldComparison, TextDiff
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from contacts import number_diff


class NumberComparison(FieldComparison):
    """Marks the digits that differ, not the whole number."""

    def htmldiff(self) -> str:
        kinds = {"same": "span", "gone": "del", "new": "ins"}
        classes = {"same": "", "gone": "deletion", "new": "addition"}
        found = number_diff.parts(self.val_a or "", self.val_b or "")
        marked = ((kinds[kind], classes[kind], text, kinds[kind]) for kind, text in found)
        return format_html_join("", '<{} class="{}">{}</{}>', marked)


class NumberPanel(FieldPanel):
    """A phone number: a keypad on phones, nothing completed by the browser, digits marked in comparisons."""

    def __init__(self, field_name: str = "number", **kwargs) -> None:
        kwargs.setdefault("widget", TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "spellcheck": "false"}))
        super().__init__(field_name, **kwargs)

    def get_comparison_class(self):
        return NumberComparison


class AnswerComparison(FieldComparison):
    """Yes, no and not known in words."""

    def htmldiff(self) -> str:
        before, after = (_words(value) for value in (self.val_a, self.val_b))
        return TextDiff([("deletion", before), ("addition", after)]).to_html() if before != after else escape(after)


def _words(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: "Not known"}[value]


class AnswerPanel(FieldPanel):
    """A question with the answers yes, no and not known."""

    def get_comparison_class(self):
        return AnswerComparison


class FoldedPanel(MultiFieldPanel):
    """Fields that are rarely needed, folded away until one of them is filled in or wrong."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "contacts/admin/folded_panel.html"

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            # Its heading is the line to click on; Wagtail would show it a second time.
            self.summary = self.panel.heading
            self.heading = ""

        def is_open(self) -> bool:
            names = [name for name in self.panel.get_form_options().get("fields", []) if name in self.form.fields]
            return any(self.form[name].value() not in (None, "", False) or name in self.form.errors for name in names)


class AboutPanel(Panel):
    """What an editor has to know before changing anything: whom it serves, what is scheduled, how checks stand."""

    def __init__(self, template_name: str = "", facts=None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.template_name, self.facts = template_name, facts

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "template_name": self.template_name, "facts": self.facts}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self) -> str:
            return self.panel.template_name

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), **self.panel.facts(self.instance, self.request.user)}

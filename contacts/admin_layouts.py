"""How the edit pages of contacts are laid out: what stands first, what is folded away, and the help beside it."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple, RadioSelect
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.panels.publishing_panel import PublishingPanel

from contacts.admin_panels import AboutPanel, AnswerPanel, FoldedPanel, NumberPanel
from contacts.approval_panel import ApprovalPanel
from contacts.forms_admin import NationalLineForm, ServiceForm
from contacts.usage import about_council, about_national_line, about_service


def schedule() -> PublishingPanel:
    """From when a change is shown; the end of a contact is a change like any other, so there is no date for it."""
    panel = PublishingPanel()
    panel.children = panel.children[:1]
    return panel


NOT_KNOWN = "“Unknown” unless a source says it: the page then says that we do not know."
HOW_SURE = "How far the source can be trusted. Callers never see it."
ANSWERS = [AnswerPanel("free", help_text=NOT_KNOWN), AnswerPanel("on_itemised_bill", help_text=NOT_KNOWN)]
SOURCE = FieldRowPanel(["source", FieldPanel("confidence", help_text=HOW_SURE)])
LINE = [
    FieldRowPanel([NumberPanel(help_text="Grouped as it is spoken: 01292 288645."), "area"]),
    FieldRowPanel(["ask_for", "keypad_option"]),
    SOURCE,
    FoldedPanel(
        [
            FieldPanel("label", help_text="A name for this number alone, where the service has several."),
            AnswerPanel("if_unsure", help_text="For one number of a service with several areas."),
            "valid_from",
        ],
        heading="Several numbers, or a number that starts later",
    ),
    FoldedPanel(ANSWERS, heading="What the call costs and where it shows"),
    FoldedPanel(["held_back"], heading="Hold the number back from the public"),
]

SERVICE = ObjectList(
    [
        ApprovalPanel(heading="A change that waits for a second person"),
        AboutPanel(
            heading="Before you change it", template_name="contacts/admin/about_service.html", facts=about_service
        ),
        MultiFieldPanel(
            ["name", FieldPanel("role", widget=RadioSelect), FieldPanel("councils", widget=CheckboxSelectMultiple)],
            heading="Who answers, and for whom",
        ),
        InlinePanel(
            "lines",
            panels=LINE,
            heading="Numbers",
            label="number",
            help_text="The first number is the one that callers see first. "
            "A change is shown to the public only after a second person has approved it.",
        ),
        MultiFieldPanel(
            [
                HelpPanel(template="contacts/admin/hours_help.html"),
                "hours",
                "hours_complete",
                "hours_in_words",
            ],
            heading="Hours",
        ),
        InlinePanel(
            "hour_exceptions",
            panels=[FieldRowPanel(["date", "hours"]), "reason"],
            heading="Days with other hours",
            label="day",
            help_text="Holidays of the council stand on the council, for all its services. Here: only days on which "
            "this one service keeps other hours.",
        ),
        MultiFieldPanel(["email", "online_form"], heading="Without ringing", classname="collapsed"),
        MultiFieldPanel(["source", "note"], heading="Where this comes from"),
        schedule(),
    ],
    base_form_class=ServiceForm,
)

NATIONAL_LINE = ObjectList(
    [
        ApprovalPanel(heading="A change that waits for a second person"),
        AboutPanel("contacts/admin/about_national_line.html", about_national_line, heading="Before you change it"),
        MultiFieldPanel(
            ["name", "kind", FieldPanel("for_whom", help_text="Who may use it and for what, in a few words.")],
            heading="What it is, and for whom",
        ),
        MultiFieldPanel(
            [
                NumberPanel(help_text="Grouped as it is spoken: 0800 1111. Empty where there is only a web address."),
                "web",
                FieldPanel("hours_in_words", help_text="For example: 24 hours a day."),
            ],
            heading="How to reach it",
        ),
        MultiFieldPanel(
            [AnswerPanel("emergency"), AnswerPanel("sign_up_needed"), *ANSWERS],
            heading="What callers must know",
        ),
        MultiFieldPanel([SOURCE, "held_back"], heading="Where this comes from"),
        MultiFieldPanel(
            [FieldPanel("sort_order", help_text="Low numbers come first."), "key"],
            heading="Its place in lists",
            classname="collapsed",
        ),
        schedule(),
    ],
    base_form_class=NationalLineForm,
)

COUNCIL = ObjectList(
    [
        ApprovalPanel(heading="A change that waits for a second person"),
        AboutPanel("contacts/admin/about_council.html", about_council, heading="Before you change it"),
        InlinePanel(
            "holidays",
            panels=[FieldRowPanel(["date", "name"]), "source"],
            heading="Local holidays",
            label="holiday",
            help_text="Days on which the council's offices are closed. On such a day the out-of-hours number leads. "
            "A change is shown to the public only after a second person has approved it.",
        ),
        InlinePanel(
            "holiday_years",
            panels=[FieldRowPanel(["year", "source"])],
            heading="Years whose list is complete",
            label="year",
            help_text="Add a year once every holiday in the council's own list stands above. A bank holiday that is "
            "not listed is then an ordinary working day; until then the page says that the office may be closed.",
        ),
        MultiFieldPanel(["child_protection_page", "website", "committee_site"], heading="The council's own pages"),
        schedule(),
    ]
)

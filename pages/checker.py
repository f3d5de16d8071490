"""The checks that the page editor runs on a preview: Wagtail's own and three of ours, in plain words."""

from django import forms
from django.templatetags.static import static
from wagtail.admin.userbar import ContentCheckerItem

from pages import typed_numbers

# Where editors' own words stand. Blocks that fetch numbers from the contacts have classes of their own.
WRITTEN = ".main > h1, .main > h2, .main > .summary, .text, .callout, .figure, .glossary__term, .timeline__event"
VAGUE = [
    "click", "click here", "continue", "details", "download", "find out more", "follow this link", "go", "here",
    "learn more", "link", "more", "more details", "more information", "page", "read more", "see here", "see more",
    "this", "this link", "this page", "this site", "this website", "website",
]  # fmt: skip


def rule(name: str, selector: str) -> dict:
    return {
        "id": name,
        "impact": "serious",
        "selector": selector,
        "tags": ["best-practice"],
        "any": [f"check-{name}"],
        "enabled": True,
    }


class ContentChecks(ContentCheckerItem):
    axe_run_only = [
        *ContentCheckerItem.axe_run_only, "image-alt", "vague-link", "address-as-link", "typed-number",
    ]  # fmt: skip
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        rule("vague-link", ".main a[href]"),
        rule("address-as-link", ".main a[href]"),
        rule("typed-number", WRITTEN),
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "heading-order": {
            "error_name": "A heading skips a level",
            "help_text": "People who cannot see the page find their way by its headings. Under a Heading block comes "
            "the next smaller one.",
        },
        "vague-link": {
            "error_name": "A link does not say where it goes",
            "help_text": "Read out alone, “here” or “read more” means nothing. Use the name of what is there.",
        },
        "address-as-link": {
            "error_name": "A web address stands as a link’s words",
            "help_text": "A screen reader spells it out. Use the name of what is there.",
        },
        "typed-number": {
            "error_name": "A phone number is typed by hand",
            "help_text": "It would stay when the number changes. Add a Phone line or Finder block instead. The page "
            "cannot be published with it.",
        },
    }

    def get_axe_custom_checks(self, request):
        own = sorted(typed_numbers.own_numbers())
        return [
            *super().get_axe_custom_checks(request),
            {"id": "check-vague-link", "options": {"vague": VAGUE}},
            {"id": "check-address-as-link"},
            {"id": "check-typed-number", "options": {"pattern": typed_numbers.PATTERN, "own": own}},
        ]

    @property
    def media(self):
        return forms.Media(js=[static("js/content-checks.js")])

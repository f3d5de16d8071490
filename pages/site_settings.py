from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from contacts.validators import validate_number


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Who runs the site, how to reach them, and the banner for everybody. Belongs to the CMS after first load."""

    class Level(models.TextChoices):
        INFORMATION = "information", "Information"
        WARNING = "warning", "Warning"
        EMERGENCY = "emergency", "Emergency"

    organisation = models.CharField(max_length=120, blank=True, help_text="Who runs this site.")
    address = models.TextField(blank=True, help_text="The postal address, one part on each line.")
    phone = models.CharField(
        max_length=20,
        blank=True,
        validators=[validate_number],
        help_text="The organisation’s own phone, not a line to report to. It is the only number that may be typed "
        "into a page.",
    )
    email = models.EmailField(blank=True, help_text="The organisation’s own e-mail address.")
    contact_note = models.CharField(max_length=200, blank=True, help_text="For example how old these details are.")
    copyright = models.CharField(max_length=200, blank=True, help_text="The copyright line at the foot of every page.")

    alert_text = models.CharField(
        "what it says",
        max_length=300,
        blank=True,
        help_text="One or two plain sentences. Empty: there is no banner. Do not type phone numbers here.",
    )
    alert_level = models.CharField(
        "how urgent it is",
        max_length=11,
        choices=Level,
        default=Level.INFORMATION,
        help_text="This word stands in front of the text, so that nobody has to know the colour.",
    )
    alert_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name="page that says more", help_text="The banner links to it. It may be left empty.",
    )  # fmt: skip
    alert_start = models.DateTimeField(
        "shown from", null=True, blank=True, help_text="Date and time in Scotland. Empty: at once."
    )
    alert_end = models.DateTimeField(
        "shown until", null=True, blank=True, help_text="Date and time in Scotland. Empty: until you empty the text."
    )

    count_visits = models.BooleanField(
        "count the visits of people who agree",
        default=True,
        help_text="Not ticked: nobody is asked, and nothing is counted.",
    )
    consent_version = models.PositiveSmallIntegerField(
        "number of what they agree to",
        default=1,
        help_text="Add one when the cookies page says something new about what is counted. Everybody is asked again.",
    )

    panels = [
        MultiFieldPanel(
            [
                HelpPanel(
                    content="<p>Every public page shows the banner under its header. On the pages that give numbers to "
                    "ring it stands below them, because nothing may come before the number.</p>"
                ),
                "alert_text",
                "alert_level",
                "alert_page",
                "alert_start",
                "alert_end",
            ],
            heading="Banner on every page",
        ),
        MultiFieldPanel(
            ["organisation", "address", "phone", "email", "contact_note", "copyright"], heading="Who runs the site"
        ),
        MultiFieldPanel(["count_visits", "consent_version"], heading="Counting visits"),
    ]

    class Meta:
        verbose_name = "site settings"

    def clean(self) -> None:
        # Here and not above: what looks for typed numbers asks these settings for the organisation's own.
        from pages import typed_numbers

        super().clean()
        if self.alert_start and self.alert_end and self.alert_end <= self.alert_start:
            raise ValidationError({"alert_end": "The banner would end before it starts. Choose a later date or time."})
        own = frozenset({typed_numbers.significant(self.phone)})
        for name in ("alert_text", "organisation", "address", "contact_note", "copyright"):
            if found := typed_numbers.find(getattr(self, name), own):
                raise ValidationError({name: f"Take out the number {found[0]}: link to a page that shows it."})

    def alert_at(self, moment: datetime) -> bool:
        """Whether the banner is shown at this moment (aware, any time zone)."""
        started = not self.alert_start or self.alert_start <= moment
        ended = bool(self.alert_end and self.alert_end <= moment)
        return bool(self.alert_text.strip()) and started and not ended

    def alert_changes_at(self, moment: datetime) -> datetime | None:
        """When pages will next read differently because the banner comes or goes; None when nothing is planned."""
        planned = [at for at in (self.alert_start, self.alert_end) if at and at > moment]
        return min(planned) if planned and self.alert_text.strip() else None

from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Who runs the site and how to reach them. Belongs to the CMS after first load."""

    organisation = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True, help_text="The postal address, one part on each line.")
    phone = models.CharField(
        max_length=20, blank=True, help_text="The organisation's own phone, not a line to report to."
    )
    email = models.EmailField(blank=True)
    contact_note = models.CharField(max_length=200, blank=True, help_text="For example how old these details are.")
    copyright = models.CharField(max_length=200, blank=True, help_text="The copyright line at the foot of every page.")

    class Meta:
        verbose_name = "site settings"

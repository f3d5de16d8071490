from django import template
from wagtail.models import Revision

from contacts import approval_summary as summaries

register = template.Library()


@register.simple_tag
def approval_summary(revision: Revision) -> summaries.Summary:
    """What the second person has to see of this draft."""
    return summaries.approval_summary(revision)

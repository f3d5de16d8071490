"""How the programme was divided: its nine work streams, and the three themes of the review's report."""

from django.core.validators import RegexValidator
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from pages import typed_numbers
from pages.publications import Publication
from pages.word_blocks import WordsBlock

validate_code = RegexValidator(r"^[A-Z]{2,5}$", "Write two to five capital letters, for example NEG.")


class Stream(models.Model):
    """A work stream of the programme. Belongs to the CMS after first load."""

    class Kind(models.TextChoices):
        REVIEW = "review", "The review"
        CONTINUED = "continued", "Carried on from before"
        NEW = "new", "New"

    name = models.CharField(max_length=80, unique=True, help_text="As pages call it, for example Neglect.")
    code = models.CharField(
        max_length=5, unique=True, validators=[validate_code], help_text="Two to five capitals. Actions start with it."
    )
    slug = models.SlugField(unique=True, help_text="Its name in addresses. Others link to it: do not change it.")
    kind = models.CharField(max_length=10, choices=Kind, help_text="How it came into the programme.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Where it stands in lists: the smallest first.")
    aim = models.TextField(
        blank=True, validators=[typed_numbers.refuse], help_text="What it was for, in one sentence in plain words."
    )
    note = models.CharField(max_length=200, blank=True, help_text="For example what the report calls it.")

    panels = ["name", "code", "kind", "order", "aim", "note", "slug"]

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "work stream"

    def __str__(self) -> str:
        return self.name


class PartBlock(blocks.StructBlock):
    words = WordsBlock(max_length=120, help_text="What that part is about, in plain words.")
    printed_page = blocks.IntegerBlock(min_value=1, help_text="The page of the printed report on which it begins.")

    class Meta:
        icon = "doc-full"
        description = "A part of the chapter."


class Theme(models.Model):
    """A theme of the Systems Review's report. Belongs to the CMS after first load."""

    name = models.CharField(max_length=80, unique=True, help_text="As the report calls it.")
    slug = models.SlugField(unique=True, help_text="Its name in addresses. Others link to it: do not change it.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Where it stands in lists: the smallest first.")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", help_text="The report whose chapter is about it."
    )
    part = models.CharField(max_length=80, help_text="The chapter, for example: Chapter 4.")
    printed_page = models.CharField(
        "printed pages", max_length=12, help_text="Its pages in the printed report, for example: 14 to 26."
    )
    address = models.URLField(max_length=500, help_text="The web address of just this chapter.")
    parts = StreamField([("part", PartBlock())], blank=True, help_text="What the chapter is made of.")

    panels = ["name", "order", "publication", "part", "printed_page", "address", "parts", "slug"]

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

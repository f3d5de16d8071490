"""Pictures in a page: with words for those who cannot see them, and never at the cost of the page."""

import logging
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage

from pages.private_pictures import is_private, lies_private
from pages.word_blocks import WordsBlock

log = logging.getLogger(__name__)
SMALL, LARGE = "max-480x1600", "max-1200x1600"
FILE_NAME = re.compile(r"\.(avif|gif|jpe?g|png|svg|webp)$|^(dsc|image|img|picture|photo|screenshot)[ _-]?\d*$", re.I)


@dataclass(frozen=True)
class Picture:
    """A picture that can be shown: its address, smaller ones for small screens, its size in pixels, its words."""

    address: str
    sizes: str
    width: int
    height: int


def picture_of(image: AbstractImage | None) -> Picture | None:
    """The picture in two sizes; None when it is private, or missing or broken, of which the log says a line."""
    if image is None:
        return None
    try:
        made = image.get_renditions(SMALL, LARGE)
        small, large = made[SMALL], made[LARGE]
        if lies_private(large):
            return None
        sizes = ", ".join(dict.fromkeys(f"{one.url} {one.width}w" for one in (small, large)))
        return Picture(large.url, sizes, large.width, large.height)
    except Exception as error:
        # Every decoder has errors of its own, and none of them may cost readers the page.
        log.warning("Image %s cannot be shown: its file is missing or broken (%s).", image.pk, type(error).__name__)
        return None


class PictureBlock(ImageBlock):
    """Wagtail's image block, which asks for words or for the word that it is decoration, in plainer words."""

    HELP = {
        "image": "The picture itself. Photographs of children need a recorded consent.",
        "decorative": "Tick only if nothing is lost without the picture. Screen readers then pass over it.",
        "alt_text": "What the picture says, for people who cannot see it. Not its file name, not “picture of”.",
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name, words in self.HELP.items():
            self.child_blocks[name].field.help_text = words

    def clean(self, value):
        value = super().clean(value)
        if value and is_private(value):
            error = ValidationError("This picture is in a private collection: readers cannot see it. Choose another.")
            raise blocks.StructBlockValidationError(block_errors={"image": error})
        words = getattr(value, "contextual_alt_text", "") or ""
        if FILE_NAME.search(words.strip()):
            error = ValidationError(f"“{words}” is the name of a file. Say what the picture shows, or what it is for.")
            raise blocks.StructBlockValidationError(block_errors={"alt_text": error})
        return value


class FigureBlock(blocks.StructBlock):
    image = PictureBlock(label="Picture")
    caption = WordsBlock(required=False, max_length=250, help_text="Shown under the picture, for everybody.")

    class Meta:
        icon = "image"
        template = "blocks/figure.html"
        description = "A picture with a caption. Not for pages on which people may be watched."

    def get_context(self, value, parent_context=None):
        image = value.get("image")
        words = getattr(image, "contextual_alt_text", "") or ""
        return {**super().get_context(value, parent_context), "picture": picture_of(image), "alt": words}

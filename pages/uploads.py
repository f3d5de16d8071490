"""What editors may upload: files that are inside what their names say, and that nobody's machine chokes on."""

import zipfile

from django.core.exceptions import ValidationError
from PIL import Image as Decoder
from wagtail.documents.models import Document
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from willow.plugins.pillow import PillowImage

LARGEST_UNPACKED = 200 * 1024 * 1024
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def validate_document(file) -> None:
    """ValidationError unless a new file is, by its content, what its name says."""
    if file._committed:
        return
    kind = file.name.rpartition(".")[2].lower()
    looks_right = {"pdf": is_pdf, "csv": is_text}.get(kind, is_office)
    if not looks_right(file, kind):
        raise ValidationError(f"This is not a {kind.upper()} file inside, whatever its name says.")
    file.seek(0)


def is_pdf(file, kind: str) -> bool:
    file.seek(0)
    return file.read(5) == b"%PDF-"


def is_text(file, kind: str) -> bool:
    """Text in the encodings that spreadsheets write, and no page of HTML."""
    file.seek(0)
    content = file.read()
    return b"\0" not in content and not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"%PDF-"))


def is_office(file, kind: str) -> bool:
    """A zip file of the kind's own parts, without macros, that unpacks to a size which can be opened."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    names = {part.filename for part in parts}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError("This file holds macros, which can harm a reader's computer. Save it without them.")
    wanted = {"[Content_Types].xml", MAIN_PART.get(kind, "")}
    return wanted <= names and sum(part.file_size for part in parts) <= LARGEST_UNPACKED


class PictureField(WagtailImageField):
    """Wagtail's field, which asks for format, bytes and pixels, and answers a broken file with a server error."""

    def to_python(self, data):
        try:
            file = super().to_python(data)
            if file:
                file.seek(0)
                with Decoder.open(file) as picture:
                    picture.load()
                file.seek(0)
        except ValidationError:
            raise
        except Exception as error:
            # Every decoder has errors of its own.
            raise ValidationError("This picture is broken: it cannot be read to its end. Export it afresh.") from error
        return file


class PictureForm(BaseImageForm):
    file = PictureField(widget=BaseImageForm.Meta.widgets["file"])


def judge_by_content() -> None:
    """Every form and full_clean of a document asks the same question from now on, and no picture says where it is from.

    Willow, which makes the pictures of a page, would copy what the camera wrote: the place, often to the metre.
    """
    PillowImage.get_exif_data = lambda picture: None
    validators = Document._meta.get_field("file").validators
    if validate_document not in validators:
        validators.append(validate_document)

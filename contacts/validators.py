"""What editors may type as a number or as hours; the rules themselves are in numbers.py and opening_hours.py."""

from django.core.exceptions import ValidationError

from contacts import contact_files, numbers
from contacts.hours_text import parse_ranges


def validate_number(value: str) -> None:
    """ValidationError with the reason when the number cannot be dialled or is known to be wrong."""
    if reason := numbers.fault(value, contact_files.refused_numbers()):
        raise ValidationError(reason)


def validate_hours(value: str) -> None:
    """ValidationError that shows how weekly hours are written."""
    try:
        parse_ranges(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_times(value: str) -> None:
    """ValidationError that shows how the times of one day are written."""
    try:
        parse_ranges(f"Mon {value}")
    except ValueError as error:
        raise ValidationError("Write the times like this: 09:00-12:00,13:00-16:00") from error


def validate_no_number(value: str) -> None:
    """ValidationError for a name with a phone number in it: callers get numbers from a service's lines only."""
    if len(numbers.digits(value)) > 4:
        raise ValidationError("A number does not belong here. Put phone numbers into a service's numbers.")

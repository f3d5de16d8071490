"""Records to which rows are only ever added: nothing in them is changed or deleted afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models

KEPT = "This is a record: rows are added to it one by one, and none is ever changed or deleted."


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added, one by one, and stay as they are."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError(KEPT)

    bulk_update = bulk_create = delete = _refuse

    def update(self, **values: Any) -> int:
        """Only what Django does when an account is deleted: the rows forget it. Their own words stay."""
        accounts = {field.name for field in self.model._meta.fields if field.related_model is get_user_model()}
        if not values or not accounts.issuperset(values) or any(value is not None for value in values.values()):
            raise ValidationError(KEPT)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]


class AppendOnly(models.Model):
    """One row of such a record."""

    never_changed = KEPT
    never_deleted = KEPT
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        # So that related objects and Django's own helpers meet the same rule.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(self.never_changed)
        # A new object with the number of an old row must not write over it.
        super().save(force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError(self.never_deleted)

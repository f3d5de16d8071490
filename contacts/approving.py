"""Agreeing to a change: who made it, who may approve it, and the approval itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from wagtail.models import Revision

from contacts import reviewed, states
from contacts.approvals import Approval, NeedsSecondPersonError
from contacts.models import Loaded

NEWER = "This draft was changed in the meantime, and what you saw is not what it says now. Nothing was published."
OWN = "You made this change yourself, or a part of it. Nobody approves their own change: another person has to do it."
NOBODY = "Only somebody who is signed in and may publish contacts can approve this."
UNKNOWN = "It is not known who made this change. Somebody has to save the draft under their own name first."
DOOR = "Without a second person only what the data files say is put on the site, and only once."


def approve(revision: Revision, user: Any, seen: str = "", reason: str = "") -> Approval | None:
    """Keeps the user's agreement to exactly this draft; None when it changes nothing that the public sees.

    ``seen`` is the digest of what the user looked at. NeedsSecondPersonError when the user made any of the change,
    when the draft is no longer the newest one or no longer what they saw; ValidationError when it may not be shown.
    """
    with transaction.atomic():
        row = revision.content_type.model_class()._base_manager.select_for_update().get(pk=revision.object_id)
        draft = revision.as_object()
        after = states.of(draft)
        if row.latest_revision_id != revision.pk or (seen and seen != states.digest(after)):
            raise NeedsSecondPersonError(NEWER)
        if shown(row) == after:
            return None
        makers = who_made(row)
        refuse(row, user, makers)
        _check(draft)
        return _agreed(row, draft, makers, approver=user, reason=reason, revision_id=revision.pk)


def _agreed(row: Any, draft: Any, makers: list[User], approver: User, **facts: Any) -> Approval:
    return Approval.objects.create(
        kind=Approval.Kind.APPROVAL,
        key=states.key(row),
        name=draft.name,
        before=shown(row),
        after=states.of(draft),
        made_by=[{"id": maker.pk, "name": maker.get_username()} for maker in makers],
        approver=approver,
        approved_by=approver.get_username(),
        source=draft.source,
        **facts,
    )


def first_load(made: Any) -> None:
    """Lets a contact of the reviewed data files on to the site, once. NeedsSecondPersonError for a known key."""
    if made.pk:
        raise NeedsSecondPersonError(DOOR)
    Approval.objects.create(
        kind=Approval.Kind.FIRST_LOAD,
        key=states.key(made),
        name=made.name,
        before={},
        after=states.of(made),
        source=made.source,
    )


def check_first_load(key: str, after: states.State) -> None:
    """NeedsSecondPersonError unless the data files have just this contact, and it was never here."""
    kind, _, name = key.partition(":")
    if (
        not _is_in_the_files(key, after)
        or after.get("key") != name
        or Approval.newest(key)
        or Loaded.objects.filter(kind=kind, key=name).exists()
        or _is_there(kind, name)
    ):
        raise NeedsSecondPersonError(DOOR)


def _is_there(kind: str, name: str) -> bool:
    model: Any = apps.get_model("contacts", kind)
    return bool(model._base_manager.filter(**{model.KEY: name}).exists())


def is_as_reviewed(approval: Approval) -> bool:
    """Whether this is a contact just as the reviewed data files have it. It needs no seal: SECRET_KEY may have changed.

    Not only its numbers: its hours and its councils decide as much which number is shown to whom.
    """
    return approval.kind == Approval.Kind.FIRST_LOAD and _is_in_the_files(approval.key, approval.after)


def _is_in_the_files(key: str, state: states.State) -> bool:
    return bool(state) and reviewed.all_states().get(key) == state


def shown(row: Any) -> states.State:
    """What was last agreed to be shown of this contact."""
    last = Approval.in_force(states.key(row))
    return last.shown() if last else states.NOTHING


def may_approve(obj: Any, user: Any) -> bool:
    """Whether this user may approve the newest draft of this contact."""
    row = type(obj)._base_manager.select_related("latest_revision").get(pk=obj.pk)
    if row.latest_revision is None or states.of(row.latest_revision.as_object()) == shown(row):
        return True
    try:
        refuse(row, user, who_made(row))
    except NeedsSecondPersonError:
        return False
    return True


def who_made(row: Any) -> list[User]:
    """Everybody who changed what would be shown since it was last agreed, and who submitted it.

    Saving a draft again without changing what would be shown makes nobody its author.
    NeedsSecondPersonError when its last change has no name to it.
    """
    last = Approval.in_force(states.key(row))
    known = last.after if last else states.NOTHING
    unknown, makers = False, []
    for revision in row.revisions.filter(pk__gte=(last and last.revision_id) or 0).order_by("pk"):
        state = states.of(revision.as_object())
        unknown = state != known and revision.user is None
        if state != known and revision.user:
            makers.append(revision.user)
            known = state
    if unknown:
        raise NeedsSecondPersonError(UNKNOWN)
    workflow = row.current_workflow_state
    submitted = [workflow.requested_by] if workflow and workflow.requested_by else []
    return list(dict.fromkeys([*makers, *submitted]))


def refuse(row: Any, user: Any, makers: list[User]) -> None:
    """NeedsSecondPersonError when this user may not approve what these people made."""
    permission = f"contacts.publish_{row._meta.model_name}"
    if user is None or not user.is_active or not user.has_perm(permission):
        raise NeedsSecondPersonError(NOBODY)
    if user in makers:
        raise NeedsSecondPersonError(OWN)


def _check(draft: Any) -> None:
    """Drafts may be saved unfinished; what is approved has to be right in every part."""
    draft.full_clean()
    for name in filter(partial(hasattr, draft), states.PARTS):
        for part in getattr(draft, name).all():
            part.full_clean(exclude=[part.OWNER])

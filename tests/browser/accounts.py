"""The people of the editors' journeys, and the time at which they work."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.sign_in import authenticator_app, make_editor, secret_of

SCOTLAND = ZoneInfo("Europe/London")
# With a password and an authenticator app.
COLLEAGUES = {"anna": "Editors", "berta": "Editors", "clara": "Moderators", "dora": "Contact checkers"}
BOSS = "boss"
# With a password alone: each test of signing in takes one that nobody has used yet.
NEW = [f"new{number}" for number in range(20)]
MAKE = "import json; from tests.browser import accounts; print(json.dumps(accounts.make()))"


def _friday_afternoon() -> datetime:
    """16:45 on a Friday that is still to come, so that what the database was loaded with is older."""
    today = date.today()
    return datetime.combine(today + timedelta(days=(4 - today.weekday()) % 7 + 7), time(16, 45), SCOTLAND)


FRIDAY = _friday_afternoon()
MONDAY = datetime.combine(FRIDAY.date() + timedelta(days=3), time(0, 1), SCOTLAND)


def make() -> dict[str, str]:
    """Makes everybody in the database of this process; gives the secrets of the authenticator apps by name."""
    people = [make_editor(name, group) for name, group in COLLEAGUES.items()]
    boss = make_editor(BOSS, "Editors")
    boss.groups.clear()
    boss.is_superuser = True
    boss.save()
    for name in NEW:
        make_editor(name)
    for user in people:
        authenticator_app(user)
    return {user.username: secret_of(user) for user in [*people, boss]}

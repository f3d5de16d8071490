from datetime import date

import pytest

from contacts.holidays import Holiday, Open, Unsettled, bank_holiday, day_kind, missing_years
from contacts.services import Council, LocalHoliday

GOLD_CUP = LocalHoliday(date(2026, 9, 18), "Ayr Gold Cup", "https://www.south-ayrshire.gov.uk/holidays")
SILENT = Council("angus", "Angus")
LISTED = Council("south-ayrshire", "South Ayrshire", holidays=(GOLD_CUP,), holidays_confirmed=frozenset({2026}))
UNFINISHED = Council("fife", "Fife", holidays=(LocalHoliday(date(2026, 12, 25), "Christmas Day"),))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 1, 2), "2 January holiday", id="2 January, which is Scotland's own"),
        pytest.param(date(2026, 11, 30), "St Andrew's Day", id="St Andrew's Day"),
        pytest.param(date(2026, 12, 28), "Boxing Day (substitute day)", id="a substitute for a Saturday"),
        pytest.param(date(2026, 4, 6), "", id="Easter Monday, which is not one in Scotland"),
        pytest.param(date(2026, 8, 31), "", id="the English summer bank holiday"),
        pytest.param(date(2026, 8, 3), "Summer Bank Holiday", id="the Scottish summer bank holiday"),
        pytest.param(date(2026, 9, 18), "", id="a local holiday"),
    ],
)
def test_scotlands_bank_holidays_are_known_by_name(day, name):
    assert bank_holiday(day) == name


@pytest.mark.parametrize(
    ("day", "council", "kind"),
    [
        pytest.param(date(2026, 11, 26), SILENT, Open(), id="an ordinary day"),
        pytest.param(date(2026, 9, 18), LISTED, Holiday("Ayr Gold Cup", GOLD_CUP.source), id="a listed local holiday"),
        pytest.param(date(2026, 9, 18), SILENT, Open(), id="a neighbour's local holiday"),
        pytest.param(date(2026, 11, 30), SILENT, Unsettled("St Andrew's Day"), id="a bank holiday, no list"),
        pytest.param(date(2026, 11, 30), LISTED, Open(), id="a bank holiday that a complete list leaves out"),
        pytest.param(date(2027, 11, 30), LISTED, Unsettled("St Andrew's Day"), id="a year whose list is not complete"),
        pytest.param(date(2026, 12, 25), UNFINISHED, Holiday("Christmas Day"), id="listed, although the list goes on"),
        pytest.param(date(2026, 12, 26), UNFINISHED, Unsettled("Boxing Day", True), id="not yet listed"),
        pytest.param(date(2026, 12, 25), SILENT, Unsettled("Christmas Day", True), id="25 December: likely closed"),
        pytest.param(date(2027, 1, 1), SILENT, Unsettled("New Year's Day", True), id="1 January: likely closed"),
        pytest.param(date(2027, 1, 2), SILENT, Unsettled("2 January holiday", True), id="2 January: likely closed"),
        pytest.param(
            date(2028, 1, 4), SILENT, Unsettled("2 January holiday (substitute day)", True), id="its substitute"
        ),
    ],
)
def test_a_day_is_settled_only_by_the_councils_own_list(day, council, kind):
    assert day_kind(day, council) == kind


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        pytest.param(date(2026, 10, 31), (), id="31 October: too early to ask"),
        pytest.param(date(2026, 11, 1), (LISTED, SILENT), id="1 November: who has no list for next year"),
        pytest.param(date(2026, 12, 31), (LISTED, SILENT), id="the last day of the year"),
        pytest.param(date(2027, 1, 1), (), id="the new year: asked again in November"),
    ],
)
def test_from_november_the_councils_without_next_years_dates_are_named(on, missing):
    ready = Council("fife", "Fife", holidays_confirmed=frozenset({2026, 2027}))
    assert missing_years([LISTED, ready, SILENT], on) == missing

"""J9: an editor at 16:45 before a weekend. A council says that its out-of-hours number changes on Monday 00:01."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import accounts
from tests.browser.editing import (
    COUNCILS,
    FINDER,
    SERVICES,
    Effort,
    addresses,
    approve,
    approve_from_the_first_page,
    choose,
    message,
    number_field,
    open_service,
    post,
    preview,
    save,
    send_for_approval,
    send_form,
    shows,
    start_on,
    submit,
    ways_to_publish,
)

NEW, TYPO = "01632 960123", "01632 960132"
SOURCE = "https://www.south-ayrshire.gov.uk/out-of-hours"
ALONE = "nobody does that alone"
ALONE_OFF = "Nobody takes a contact off the site alone"
NEVER_CHECKED = "We have not been able to check this number yet"


@pytest.fixture
def browser_context_args(office):
    return {"base_url": office.address}


@pytest.fixture(scope="module")
def on_monday(office, new_server):
    """Gives a function: starts a server at 00:02 on that Monday, on a copy of what the editors left behind."""

    def start():
        server = new_server((accounts.MONDAY + timedelta(minutes=1)).isoformat(), office.database)
        server.manage("publish_scheduled")
        return server.address

    return start


# --- the whole life ------------------------------------------------------------------------------------------------
OLD, COUNCIL, TEAM = "0800 328 7758", "south-ayrshire", "Ayrshire Out of Hours Social Work"


def test_a_number_changes_on_monday_because_two_people_agreed_on_friday(signed_in, page, on_monday):
    anna, berta, dora = signed_in("anna"), signed_in("berta"), signed_in("dora")
    an_editor_writes_the_new_number_with_its_source_and_its_day(anna)
    a_colleague_puts_two_digits_right(berta)
    the_editor_looks_at_the_night_before_and_after_and_sends_it(anna)
    neither_of_them_may_approve_it(anna, berta)
    a_contact_checker_sees_what_would_change_and_approves_it(dora)
    until_monday_all_stays_as_it_is(anna, page)
    from_monday_the_old_number_is_nowhere(page, on_monday())


def an_editor_writes_the_new_number_with_its_source_and_its_day(anna):
    anna.goto(f"{SERVICES}?q=South Ayrshire")
    expect(anna.get_by_role("row", name=TEAM)).to_have_count(1)
    open_service(anna, OLD)
    expect(anna.get_by_text("This out of hours service serves two councils: North Ayrshire, South")).to_be_visible()
    number_field(anna).fill(TYPO)
    anna.locator("[name=lines-0-source]").fill(SOURCE)
    start_on(anna, accounts.MONDAY)


def a_colleague_puts_two_digits_right(berta):
    number_field(open_service(berta, OLD)).fill(NEW)
    save(berta)


def the_editor_looks_at_the_night_before_and_after_and_sends_it(anna):
    open_service(anna, OLD).get_by_role("button", name="Toggle preview").click()
    expect(preview(anna, "South Ayrshire", accounts.MONDAY + timedelta(minutes=29))).to_contain_text(NEW)
    sunday = preview(anna, "South Ayrshire", accounts.MONDAY - timedelta(minutes=61))
    expect(sunday).to_contain_text("Your change is not shown yet at this moment")
    expect(sunday).to_contain_text(OLD)
    expect(sunday).not_to_contain_text(NEW)
    anna.get_by_role("button", name="Toggle preview").click()
    submit(anna)


def neither_of_them_may_approve_it(*makers):
    for maker in makers:
        open_service(maker, OLD)
        expect(maker.get_by_text("Another person has to approve this")).to_be_visible()
        expect(ways_to_publish(maker)).to_have_count(0)


def a_contact_checker_sees_what_would_change_and_approves_it(dora):
    window = approve_from_the_first_page(dora, TEAM)
    number = window.get_by_role("row", name=f"Number {OLD} {NEW}")
    expect(number.locator("del")).to_have_text(["800 ", "8", "7758"])
    expect(number.locator("ins")).to_have_text(["16", "960123"])
    for shown in ("anna", "berta", "North Ayrshire", "South Ayrshire", "contacts.json", SOURCE):
        expect(window.locator("dl").get_by_text(shown).first).to_be_visible()
    expect(window).to_contain_text(f"shown from Monday {accounts.MONDAY:%-d %B %Y}, 12:01am")
    window.get_by_role("button", name="Approve and publish").click()
    expect(window).to_have_count(0)


def until_monday_all_stays_as_it_is(anna, page):
    open_service(anna, OLD)
    expect(anna.get_by_text("A change is approved and waits: the site shows it from Monday")).to_be_visible()
    expect(anna.get_by_text("once a second person has approved it")).to_have_count(0)
    anna.get_by_role("link", name="History").click()
    expect(anna.get_by_role("row", name="Approved at")).to_contain_text("dora")
    assert shows(page, COUNCIL, OLD, NEW)


def from_monday_the_old_number_is_nowhere(page, site):
    page.goto(f"{site}{FINDER}{COUNCIL}/")
    expect(page.locator(".call--lead")).to_have_attribute("href", "tel:01632960123")
    for place in (f"{COUNCIL}/", "north-ayrshire/", "contacts.json", "contacts.csv", f"{COUNCIL}/contact.vcf"):
        text = re.sub(r"\s", "", page.request.get(f"{site}{FINDER}{place}").text())
        assert "1632960123" in text, place
        assert "8003287758" not in text, place
    feed = page.request.get(f"{site}{FINDER}changes.atom").text()
    assert f"{NEW} is shown now" in feed
    assert f"{OLD} is not shown any more" in feed


# --- how much it takes: J9 wants a change within four minutes and its undoing within one --------------------------
def test_a_change_its_approval_and_its_undoing_take_few_steps(signed_in, page):
    old, new = "01786 471177", "01632 960601"
    anna, dora = signed_in("anna"), signed_in("dora")
    anna.goto("/admin/")
    writing = Effort(anna)
    anna.goto(f"{SERVICES}?q={old}")
    link = anna.get_by_role("row", name=old).locator("a[href*='/edit/']")
    team, addresses[old] = link.inner_text(), link.get_attribute("href")
    link.click()
    number_field(anna).fill(new)
    submit(anna)
    assert writing.is_at_most(screens=4, clicks=3), vars(writing)

    dora.goto("/admin/")
    approving = Effort(dora)
    approve_from_the_first_page(dora, team).get_by_role("button", name="Approve and publish").click()
    expect(message(dora)).to_contain_text("Approved")
    assert approving.is_at_most(screens=4, clicks=3), vars(approving)
    assert shows(page, "stirling", new, old)

    undoing = Effort(anna)
    open_service(anna, old).get_by_role("link", name="History").click()
    anna.get_by_role("row", name="Created").get_by_role("button", name="Actions").click()
    anna.get_by_role("link", name="Review this version").click()
    expect(number_field(anna)).to_have_value(old)
    anna.get_by_role("button", name="Replace current draft").click()
    submit(open_service(anna, old))
    assert undoing.is_at_most(screens=6, clicks=6), vars(undoing)


# --- what must fail ------------------------------------------------------------------------------------------------
def test_who_made_any_part_of_a_change_cannot_approve_it(signed_in, page):
    """A superuser writes it and a moderator corrects it: both may approve, but not this."""
    old, written, corrected = "03451 55 15 03", "01632 960201", "01632 960210"
    boss, clara = signed_in("boss"), signed_in("clara")
    number_field(open_service(boss, old)).fill(written)
    submit(boss)
    number_field(open_service(clara, old)).fill(corrected)
    save(clara)
    for maker in (boss, clara):
        open_service(maker, old)
        expect(ways_to_publish(maker)).to_have_count(0)
        reject = maker.locator("[data-workflow-action-name=reject]").get_attribute("data-workflow-action-modal-url")
        answer = post(maker, reject.replace("collect_action_data", "action").replace("reject", "approve"))
        assert "you do not have permission" in answer.text()
        send_form(maker, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
        expect(message(maker)).to_contain_text("Nobody approves their own change")
    assert shows(page, "fife", old, written, corrected)


def test_not_even_a_superuser_publishes_alone(signed_in, page):
    old, new = "01343 554370", "01632 960301"
    boss = open_service(signed_in("boss"), old)
    expect(ways_to_publish(boss)).to_have_count(0)
    number_field(boss).fill(new)
    send_form(boss, **{"action-publish": "1"})
    expect(message(boss)).to_contain_text(ALONE)
    assert shows(page, "moray", old, new)


def test_not_even_a_superuser_takes_a_number_off_alone(signed_in, page):
    old = "01343 554370"
    boss = open_service(signed_in("boss"), old)
    edit = boss.url
    for action in ("unpublish", "delete"):
        boss.goto(edit.replace("/edit/", f"/{action}/"))
        if boss.get_by_role("button", name="Yes").count():
            boss.get_by_role("button", name="Yes").click()
        expect(message(boss)).to_contain_text(ALONE_OFF)
    boss.goto(f"{SERVICES}?q={old}")
    boss.locator("main tbody [type=checkbox]").first.check()
    boss.get_by_role("link", name="Delete selected").click()
    expect(message(boss)).to_contain_text(ALONE_OFF)
    pk = edit.rstrip("/").rsplit("/", 1)[1]
    for action in ("publish", "unpublish", "delete"):
        answer = post(boss, f"/admin/bulk/contacts/service/{action}/?id={pk}")
        assert answer.status == 404 or ALONE_OFF in answer.text(), action
    assert shows(page, "moray", old)


@pytest.mark.parametrize(
    ("number", "reason"),
    [("0800 811 505", "an old standby number of Glasgow"), ("0l41 5550123", "is not a phone number: use digits")],
)
def test_a_wrong_number_is_refused_beside_the_field_and_nothing_is_lost(signed_in, number, reason):
    anna = open_service(signed_in("anna"), "0300 300 1199")
    anna.locator("[name=lines-0-ask_for]").fill("the duty social worker")
    number_field(anna).fill(number)
    choose(anna, "Submit to a second person")
    beside = anna.locator("[data-field]").filter(has=number_field(anna))
    expect(beside.locator(".error-message")).to_contain_text(reason)
    expect(number_field(anna)).to_have_value(number)
    expect(anna.locator("[name=lines-0-ask_for]")).to_have_value("the duty social worker")


def test_the_same_change_in_a_spreadsheet_is_shown_first_and_then_only_sent_for_approval(signed_in, page):
    old, new = "01475 715365", "01475 715356"
    anna = signed_in("anna")
    table = anna.request.get("/admin/contacts/import/contacts.csv").text().replace(old, new)
    anna.goto("/admin/contacts/import/")
    file = {"name": "contacts.csv", "mimeType": "text/csv", "buffer": table.encode()}
    anna.locator("[type=file]").set_input_files(file)
    anna.get_by_role("button", name="Upload and show the differences").click()
    expect(anna.get_by_role("main")).to_contain_text("Nothing is saved yet")
    row = anna.get_by_role("row", name=f"{old} {new} By a second person")
    expect(row.locator("del")).to_have_text("65")
    expect(row.locator("ins")).to_have_text("56")
    anna.get_by_role("button", name="Confirm and send for approval").first.click()
    expect(open_service(anna, old).get_by_text("Another person has to approve this")).to_be_visible()
    assert shows(page, "inverclyde", old, new)


# --- holidays: a council's day changes which number leads ----------------------------------------------------------
def test_a_local_holiday_is_written_seen_beforehand_and_approved_by_another_person(signed_in, page):
    anna, dora = signed_in("anna"), signed_in("dora")
    anna.goto(f"{COUNCILS}?q=Falkirk")
    anna.get_by_role("link", name="Falkirk", exact=True).click()
    anna.get_by_role("button", name="Add holiday").click()
    anna.locator("[name=holidays-0-name]").fill("Falkirk Day")
    anna.locator("[name=holidays-0-source]").fill("https://www.falkirk.gov.uk/holidays")
    anna.locator("[name=holidays-0-date]").fill(f"{accounts.FRIDAY:%Y-%m-%d}")
    anna.locator("[name=holidays-0-date]").press("Tab")
    anna.get_by_role("button", name="Toggle preview").click()
    expect(preview(anna, "", accounts.FRIDAY.replace(hour=11))).to_contain_text("(Falkirk Day)")
    anna.get_by_role("button", name="Toggle preview").click()
    submit(anna)
    assert shows(page, "contacts.json", "falkirk", "Falkirk Day")
    window = approve_from_the_first_page(dora, "Falkirk")
    expect(window).to_contain_text("Falkirk Day")
    window.get_by_role("button", name="Approve and publish").click()
    expect(message(dora)).to_contain_text("Approved: Falkirk")
    assert shows(page, "contacts.json", "Falkirk Day")


# --- checking ------------------------------------------------------------------------------------------------------
def test_a_checker_who_may_not_edit_records_a_check_and_the_page_says_so(signed_in, page):
    number = "01856 873535"
    page.goto(f"{FINDER}orkney-islands/")
    expect(page.locator(".card")).to_contain_text(NEVER_CHECKED)
    dora = signed_in("dora")
    dora.goto(f"{SERVICES}?q={number}")
    expect(dora.locator("main tbody a[href*='/edit/']")).to_have_count(0)
    dora.get_by_role("link", name="Record a check").first.click()
    dora.get_by_label("Rang it").check()
    dora.get_by_label("Who answered?").fill("Orkney social work")
    dora.get_by_label("It is right").check()
    dora.get_by_role("button", name="Record this check").click()
    expect(message(dora)).to_contain_text(f"Check of {number} recorded: it is right")
    assert shows(page, "orkney-islands", "Checked on", NEVER_CHECKED)
    page.reload()
    expect(page.locator(".card")).to_contain_text(f"Checked on {accounts.FRIDAY:%-d %B %Y}")
    expect(page.locator(".card")).to_contain_text(number)


# --- back again ----------------------------------------------------------------------------------------------------
def test_a_change_is_taken_back_by_two_people_too(signed_in, page):
    old, new = "01595 744420", "01632 960501"
    anna, clara, boss = signed_in("anna"), signed_in("clara"), signed_in("boss")
    send_for_approval(anna, old, new)
    approve(clara, old)
    assert shows(page, "shetland-islands", new, old)

    def older(person):
        open_service(person, new)
        person.get_by_role("link", name="History").click()
        person.get_by_role("row", name="Created").get_by_role("button", name="Actions").click()
        person.get_by_role("link", name="Review this version").click()
        expect(number_field(person)).to_have_value(old)

    older(boss)
    send_form(boss, **{"action-publish": "1"})
    expect(message(boss)).to_contain_text(ALONE)
    assert shows(page, "shetland-islands", new, old)

    older(anna)
    anna.get_by_role("button", name="Replace current draft").click()
    submit(open_service(anna, new))
    approve(clara, new)
    assert shows(page, "shetland-islands", old, new)


def test_a_dangerous_number_is_withdrawn_at_once_by_an_operator(office, signed_in, page):
    number = "01259 225000"
    assert shows(page, "clackmannanshire", number)
    said = office.manage("withdraw_number", number, "--reason", "Rings at a private house")
    assert f"{FINDER}clackmannanshire/" in said
    assert shows(page, "clackmannanshire", "Clackmannanshire", number)
    anna = open_service(signed_in("anna"), number)
    expect(anna.locator("[name=lines-0-held_back]")).to_have_value(re.compile("Withdrawn on .*: Rings at a private"))

"""The systemd units: what they call exists, they are confined, and systemd itself takes them."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands

from cpip_site.deploy import rights

BASE = Path(__file__).resolve().parent.parent
FOLDER = BASE / "cpip_site/deploy/systemd"
TIMERS = sorted(FOLDER.glob("*.timer"))
SERVICES = sorted(FOLDER.glob("*.service"))


def unit(file: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(file)
    return parser


def test_every_regular_task_has_a_timer():
    names = {file.stem.removeprefix("cpip-") for file in TIMERS}
    assert names >= {
        "publish_scheduled",
        "send_reminders",
        "check_links",
        "build_mirror",
        "backup",
        "prune",
        "verify_contacts",
    }


@pytest.mark.parametrize("timer", TIMERS, ids=lambda file: file.stem)
def test_a_timer_calls_a_command_that_exists_at_a_time_that_systemd_knows(timer):
    name = timer.stem.removeprefix("cpip-")
    assert name in get_commands()
    assert unit(timer)["Timer"]["Unit"] == f"cpip@{name}.service"
    if shutil.which("systemd-analyze"):
        when = unit(timer)["Timer"]["OnCalendar"]
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_a_service_runs_confined_and_not_as_root(service):
    section = unit(service)["Service"]
    assert section["User"] == "cpip"
    assert (section["ProtectSystem"], section["NoNewPrivileges"]) == ("strict", "yes")
    assert section["CapabilityBoundingSet"] == ""
    program = section["ExecStart"].replace("/srv/cpip/.venv/bin/python", "").split()
    assert all((BASE / word).exists() for word in program if word.endswith(".py"))


def test_the_published_numbers_are_compared_as_visitors_get_them():
    section = unit(FOLDER / "cpip@verify_contacts.service.d/site.conf")["Service"]
    assert section["ExecStart"].endswith("manage.py verify_contacts --url ${BASE_URL}")


def test_migrations_run_as_the_owner_of_the_tables_and_the_site_never_reads_that_password():
    section = unit(FOLDER / "cpip@migrate.service.d/owner.conf")["Service"]
    assert (section["User"], section["EnvironmentFile"]) == (rights.OWNER, "-/etc/cpip-owner.env")
    assert unit(FOLDER / "cpip.service")["Service"]["User"] == rights.SERVES
    others = [file for file in FOLDER.rglob("*") if file.is_file() and file.name != "owner.conf"]
    assert not [file for file in others if "cpip-owner" in file.read_text()]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_takes_every_unit(tmp_path):
    for file in filter(Path.is_file, FOLDER.rglob("*")):
        (tmp_path / file.relative_to(FOLDER)).parent.mkdir(exist_ok=True)
        text = file.read_text().replace("/srv/cpip/.venv/bin/python", sys.executable)
        (tmp_path / file.relative_to(FOLDER)).write_text(re.sub(r"^EnvironmentFile=.*\n", "", text, flags=re.MULTILINE))
    instances = ("cpip@backup.service", "cpip@migrate.service", "cpip@verify_contacts.service")
    for name in instances:
        shutil.copy(tmp_path / "cpip@.service", tmp_path / name)
    names = [tmp_path / name for name in ("cpip.service", "cpip.socket", *instances)]
    files = [*names, *tmp_path.glob("*.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *map(str, files)], capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "cpip" in line]
    assert not ours

"""The two commands on machines that are not as they should be: each ends in one clear line."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from cpip_site.management.commands.serve import Command as Serve

BASE = Path(__file__).resolve().parent.parent


@pytest.fixture
def fresh_folder(tmp_path):
    """A folder with the Makefile alone: nothing is installed yet."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(BASE / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    # Not as a part of the `make test` that runs this, which would add lines of its own.
    plain = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    ended = subprocess.run(["make", *arguments], cwd=folder, env=plain, capture_output=True, text=True, check=False)
    lines = (ended.stdout + ended.stderr).splitlines()
    return ended.returncode, [line for line in lines if not line.startswith("make: ***")]


def test_a_python_too_old_is_named_with_what_to_do(fresh_folder):
    old = fresh_folder / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    status, lines = make(fresh_folder, "run", f"PYTHON={old}")
    assert status != 0
    assert len(lines) == 1
    assert lines[0].startswith("This site needs Python 3.11 or newer. Found: Python 3.9.2.")


def test_a_folder_without_write_access_is_named(fresh_folder):
    (fresh_folder / "var").write_text("a file where the folder should be")
    status, lines = make(fresh_folder, "run")
    assert status != 0
    assert len(lines) == 1
    assert lines[0].startswith(f"No write access here: {fresh_folder}.")


def test_a_taken_port_is_named_with_another_to_try(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {settings.PORT} cannot be used.* PORT={settings.PORT + 1} make"):
            Serve().check_port()


def test_the_folder_of_what_is_written_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr("cpip_site.management.commands.serve.VAR_DIR", tmp_path / "new" / "var")
    Serve().make_folder()
    assert (tmp_path / "new" / "var").is_dir()


def test_a_folder_that_cannot_be_written_is_named_with_an_example(monkeypatch):
    monkeypatch.setattr("cpip_site.management.commands.serve.VAR_DIR", Path("/proc/var"))
    with pytest.raises(CommandError, match=r"^VAR_DIR: /proc/var cannot be written: .*\. For example: VAR_DIR=/srv"):
        Serve().make_folder()


def test_static_files_are_collected_once_and_again_only_when_they_change(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    collected = []

    def collect(name, **options):
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        collected.append(name)

    monkeypatch.setattr("cpip_site.management.commands.serve.call_command", collect)
    for _ in range(2):
        Serve().collect_static()
    assert collected == ["collectstatic"]


@pytest.mark.parametrize("path", sorted(BASE.glob("*/management/commands/[a-z]*.py")), ids=lambda path: path.stem)
def test_every_command_says_what_it_does(path):
    app = path.parents[2].name
    command: BaseCommand = __import__(f"{app}.management.commands.{path.stem}", fromlist=["Command"]).Command()
    assert len(command.help) > 20

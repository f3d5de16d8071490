"""The log: one line an event, and no trace of who asked for what."""

import logging
import sys

import pytest

from contacts import FINDER_PATH
from cpip_site.logs import Line, NoPlace


def record(words, *args, **more):
    made = logging.LogRecord("cpip_site.test", logging.INFO, "", 0, words, args, more.pop("exc_info", None))
    made.__dict__.update(more)
    return made


def test_the_log_never_says_which_council_was_asked_for():
    said = record("%s: %s", "Not Found", f"{FINDER_PATH}fife/")
    assert NoPlace().filter(said)
    assert said.getMessage() == f"Not Found: {FINDER_PATH}*"


def test_an_event_is_one_line_of_names_and_values():
    line = Line().format(record("request", facts={"method": "GET", "path": "/a b/", "status": 200}))
    assert line.startswith("time=20")
    assert line.endswith('level=info logger=cpip_site.test message=request method=GET path="/a b/" status=200')


@pytest.mark.parametrize("said", ["two\nlines level=critical", 'a "quoted" word', "a=b", "", "back\\slash", "\x1b[31m"])
def test_what_an_event_says_cannot_look_like_another_event(said):
    line = Line().format(record("%s", said))
    assert "\n" not in line
    assert "\x1b" not in line
    assert line.split(" message=")[1][0] == '"'


def test_a_traceback_stays_on_the_line():
    try:
        raise ValueError("broken")
    except ValueError:
        line = Line().format(record("failed", exc_info=sys.exc_info()))
    assert "ValueError: broken" in line
    assert "\n" not in line

"""The real site's settings, with a clock that a test can set (SERVER_CLOCK, an ISO time with an offset)."""

import os
from datetime import datetime

import time_machine

from cpip_site.settings import *

if clock := os.environ.get("SERVER_CLOCK"):
    # It goes on ticking, so that the server's own timeouts still work.
    time_machine.travel(datetime.fromisoformat(clock), tick=True).start()

MAKE_PAGES_BEFOREHAND = os.environ.get("MAKE_PAGES_BEFOREHAND") != "no"

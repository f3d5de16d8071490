"""Asks another site whether a page is there. Never asks this machine or a private network, whatever an editor typed.

Each step of a redirect is looked up anew, every address of its host is judged, and the connection is made to an
address that was judged: a name that answers differently the second time gains nothing.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from pages.link_connection import Answer, Connect, open_connection
from pages.link_guard import RefusedError, resolve

MOST_REDIRECTS = 5
PERMANENT, TEMPORARY = frozenset({301, 308}), frozenset({302, 303, 307})
GONE = {404: "The page is not there any more (404).", 410: "The page was taken away for good (410)."}
NO_ADDRESS = "It is not a web address: it must begin with https:// or http:// and name a site."
AS_TYPED = "%/:=&~+!$,;'@()*[]"
SHY = {401, 403, 405, 406, 407, 408, 425, 429, 451, 999}


class Result(StrEnum):
    WORKS = "works"
    MOVED = "moved"
    BROKEN = "broken"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Outcome:
    """What became of one check. `answered` is False when no site said anything: it may be our own network."""

    result: Result
    cause: str = ""
    answered: bool = True


@dataclass(frozen=True)
class Checker:
    """`agent` is the User-Agent; `timeout` is in seconds, for each step. `lookup` and `connect` reach the network."""

    agent: str
    timeout: float = 10
    lookup: Callable[[str, int], str] = resolve
    connect: Connect = open_connection
    ports: frozenset[int] = frozenset({80, 443})

    def check(self, address: str) -> Outcome:
        """The outcome for an address. Never raises because of what the address or its site is like."""
        try:
            return self._follow(address)
        except RefusedError as refused:
            return Outcome(Result.BROKEN, str(refused))
        except socket.gaierror:
            return Outcome(Result.BROKEN, f"There is no site named {_host(address)} any more.", answered=False)
        except (OSError, HTTPException) as error:
            return _failed(error, self.timeout)
        except ValueError:
            return Outcome(Result.BROKEN, NO_ADDRESS)

    def _follow(self, address: str) -> Outcome:
        here, moved = address, ""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(here)
            if answer.status not in PERMANENT | TEMPORARY or not answer.location:
                return _judge(answer, moved)
            onward = urljoin(here, answer.location)
            moved = onward if answer.status in PERMANENT and moved == ("" if here == address else here) else ""
            here = onward
        return Outcome(Result.BROKEN, f"It sends readers on more than {MOST_REDIRECTS} times.")

    def _ask(self, address: str) -> Answer:
        """HEAD, which costs the site least; GET where HEAD is refused, as some sites know no HEAD."""
        target = self._target(address)
        host, port = str(target.hostname), target.port or (443 if target.scheme == "https" else 80)
        for method in ("HEAD", "GET"):
            at = self.lookup(host, port)
            answer = self.connect(method, target, at, self.agent, self.timeout)
            if answer.status < 400:
                break
        return answer

    def _target(self, address: str) -> SplitResult:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RefusedError(NO_ADDRESS)
        if parts.username is not None or parts.password is not None:
            raise RefusedError("The address holds a name or a password. Take that out.")
        if (parts.port or (443 if parts.scheme == "https" else 80)) not in self.ports:
            raise RefusedError(f"The address names port {parts.port}. Web sites for the public use 443 or 80.")
        return parts._replace(path=quote(parts.path, safe=AS_TYPED), query=quote(parts.query, safe=AS_TYPED + "?"))


def _judge(answer: Answer, moved: str) -> Outcome:
    status = answer.status
    if status < 400 and status not in PERMANENT | TEMPORARY:
        words = f"It has moved for good to {moved[:300]}. Put that in its place." if moved else ""
        return Outcome(Result.MOVED if moved else Result.WORKS, words)
    if status in SHY:
        return Outcome(Result.UNSURE, f"The site does not let our checker in ({status}). Open the link yourself.")
    if status >= 500:
        return Outcome(Result.UNSURE, f"The site had a fault ({status}). It may be back tomorrow.")
    return Outcome(Result.BROKEN, GONE.get(status, f"The site refuses this address ({status})."))


def _failed(error: Exception, timeout: float) -> Outcome:
    """Certificate, silence, or a broken connection, in words."""
    kind = type(error).__name__
    if kind == "SSLCertVerificationError":
        return Outcome(Result.BROKEN, "The site's certificate is not valid: browsers warn readers away.")
    if isinstance(error, TimeoutError):
        return Outcome(Result.UNSURE, f"The site gave no answer within {timeout:g} seconds.", answered=False)
    if isinstance(error, ConnectionRefusedError):
        return Outcome(Result.BROKEN, "Nothing answers at this site (connection refused).", answered=False)
    return Outcome(Result.UNSURE, f"The connection broke ({kind}). It may be back tomorrow.", answered=False)


def _host(address: str) -> str:
    return urlsplit(address).hostname or address[:80]

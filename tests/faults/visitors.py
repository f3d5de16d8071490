"""Visitors, 40 a second, and a tally of what each of them got."""

import gzip
import itertools
import re
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

FINDER = "/find-out-who-to-talk-to/"
A_SECOND = 40
PATIENCE = 15  # seconds after which a visitor gives up
LEADING = re.compile(r'class="call call--lead" href="(tel:[^"]+)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@dataclass
class Answer:
    status: int
    address: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def leading(self) -> tuple[str, ...]:
        """The numbers of the large buttons."""
        return tuple(LEADING.findall(self.text))

    @property
    def heading(self) -> str:
        found = HEADING.search(self.text)
        return found[1].strip() if found else ""


@dataclass
class Tally:
    """What visitors got. `slowest` in seconds."""

    right: int = 0
    slowest: float = 0
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    copies: int = 0

    @property
    def all(self) -> int:
        return self.right + len(self.wrong) + len(self.errors)

    def __str__(self) -> str:
        percent = 100 * self.right / self.all if self.all else 0
        return (
            f"{self.all:4} answers, {percent:6.2f} % right ({self.copies} from the copies), {len(self.wrong)} wrong, "
            f"{len(self.errors)} errors, slowest {self.slowest:.2f} s"
        )

    def check(self) -> None:
        """The bar: every answer right, none later than five seconds."""
        assert not self.wrong, self.wrong[:5]
        assert not self.errors, self.errors[:5]
        assert self.all > 0
        assert self.slowest <= 5, str(self)


class Client:
    """Asks the site through nginx, each time from another address, as different people would."""

    def __init__(self, base_url: str, certificate: Path) -> None:
        self.host, self.port = "localhost", urlsplit(base_url).port
        self.base_url = base_url
        self.context = ssl.create_default_context(cafile=str(certificate))
        self._number = itertools.count(1)

    def connection(self, source: str) -> HTTPSConnection:
        return HTTPSConnection(self.host, self.port, timeout=PATIENCE, source_address=(source, 0), context=self.context)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One exchange. Raises OSError or HTTPException when there is no answer. Names of headers are in lower case."""
        number = next(self._number)
        connection = self.connection(f"127.{1 + number // 62500 % 250}.{number // 250 % 250}.{2 + number % 250}")
        try:
            body = urlencode(form) if form is not None else None
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("POST" if body is not None else "GET", path, body, {**kind, **sent})
            response = connection.getresponse()
            body = response.read()
            text = (gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body).decode()
            return Answer(response.status, path, text, {name.lower(): value for name, value in response.getheaders()})
        finally:
            connection.close()

    def visit(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """As a browser does: follows where it is sent."""
        answer = self.ask(path, form)
        for _ in range(3):
            if answer.status not in (301, 302, 303):
                break
            where = urlsplit(urljoin(f"{self.base_url}{path}", answer.headers["location"]))
            answer = self.ask(where._replace(scheme="", netloc="", fragment="").geturl())
        return answer


Question = tuple[str, dict[str, str] | None]


class Visitors:
    """What is right is learned while all is well: `learn` first, then `coming`."""

    def __init__(self, client: Client, councils: list[str]) -> None:
        self.client, self.councils = client, councils
        self.expected: dict[str, Answer] = {}
        councils_asked: list[Question] = [(f"{FINDER}{council}/", None) for council in councils]
        typed: list[Question] = [(FINDER, {"place": council.replace("-", " ")}) for council in councils[:16]]
        others: list[Question] = [
            (path, None) for path in ("/", FINDER, "/programme/", "/safety/", f"{FINDER}all-numbers/")
        ]
        self.questions = [*councils_asked, *typed, *others, *others]

    def learn(self) -> None:
        for path, form in self.questions:
            if form is None:
                self.expected[path] = answer = self.client.ask(path)
                assert answer.status == 200, (path, answer.status)

    def is_right(self, path: str, form: dict[str, str] | None, answer: Answer) -> bool:
        """A council's page with the same leading number is right, and so is the page with all numbers."""
        if form:
            path = f"{FINDER}{form['place'].replace(' ', '-')}/"
        expected = self.expected[path]
        if answer.heading == expected.heading:
            return answer.leading == expected.leading
        is_copy = answer.address.startswith(f"{FINDER}all-numbers/") or bool(form)
        return (
            is_copy and "all numbers" in answer.heading and all(f'"{tel}"' in answer.text for tel in expected.leading)
        )

    def _visit(self, tally: Tally, lock: threading.Lock, question: Question) -> None:
        start = time.monotonic()
        try:
            answer: Answer | None = self.client.visit(*question)
        except Exception as error:
            # Whatever it is: this visitor got no answer.
            answer, said = None, repr(error)
        took = time.monotonic() - start
        with lock:
            tally.slowest = max(tally.slowest, took)
            if answer is None:
                tally.errors.append(f"{question}: {said}")
            elif answer.status != 200:
                tally.errors.append(f"{question}: {answer.status} {answer.text[:200]}")
            elif self.is_right(*question, answer):
                tally.right += 1
                tally.copies += "all numbers" in answer.heading and question[0] != f"{FINDER}all-numbers/"
            else:
                tally.wrong.append(f"{question}: {answer.heading} {answer.leading} {answer.text[:200]}")

    @contextmanager
    def coming(self) -> Iterator[Tally]:
        """They come while the block runs. Afterwards the tally holds what everybody got."""
        tally, lock, over = Tally(), threading.Lock(), threading.Event()
        with ThreadPoolExecutor(200) as crowd:

            def send_in() -> None:
                for number, question in enumerate(itertools.cycle(self.questions)):
                    if over.wait(max(0, start + number / A_SECOND - time.monotonic())):
                        return
                    crowd.submit(self._visit, tally, lock, question)

            start = time.monotonic()
            door = threading.Thread(target=send_in)
            door.start()
            try:
                yield tally
            finally:
                over.set()
                door.join()

"""Firefox by WebDriver BiDi (W3C), which it speaks by itself: Playwright cannot drive the Firefox of a distribution."""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
# The weather's address leads to this machine, where nothing answers: what counts is the history.
PREFERENCES = {"network.dns.localDomains": "www.bbc.co.uk", "datareporting.policy.dataSubmissionEnabled": False}


class Firefox:
    """One window with one tab at a time. Methods wait until what they ask for has happened."""

    def __init__(self, profile: Path, *, scripts: bool = True) -> None:
        preferences = {**PREFERENCES, "javascript.enabled": scripts}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
        (profile / "user.js").write_text("\n".join(lines))
        self.log = profile / "firefox.log"
        arguments = [str(PROGRAM), "--headless", "--remote-debugging-port=0", "--profile", str(profile), "--no-remote"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.socket = self._connect()
        self.number, self.rest = 0, b""
        self.ask("session.new", capabilities={})
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def new_tab(self, size: dict[str, int]) -> None:
        """An empty tab, with no history, of this width and height, in the place of the one before."""
        old = self.tab
        self.tab = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.close", context=old)
        self.ask("browsingContext.setViewport", context=self.tab, viewport=size)
        # What a tab opens first takes the place of its empty page: here that is an empty page again.
        self.open("about:blank")

    def _connect(self) -> socket.socket:
        """The socket to the address that Firefox prints when it is up, after the handshake of RFC 6455."""
        for _ in range(600):
            _, found, rest = self.log.read_text().partition("WebDriver BiDi listening on ws://127.0.0.1:")
            if found and "\n" in rest:
                break
            time.sleep(0.1)
        port = int(rest.split()[0])
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(
            f"GET /session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += connection.recv(1)
        assert b" 101 " in answer.splitlines()[0]
        return connection

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command. AssertionError with Firefox's own words when it fails."""
        self.number += 1
        self._send(json.dumps({"id": self.number, "method": method, "params": params}).encode())
        while (answer := json.loads(self._receive())).get("id") != self.number:
            pass
        assert answer["type"] == "success", f"{method}: {answer.get('message')}"
        return answer["result"]

    def _send(self, data: bytes) -> None:
        mask = os.urandom(4)
        length = (
            struct.pack("!BB", 0x81, 0x80 | len(data))
            if len(data) < 126
            else struct.pack("!BBH", 0x81, 0xFE, len(data))
        )
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self.socket.sendall(length + mask + masked)

    def _receive(self) -> bytes:
        first, second = self._read(2)
        length = second & 0x7F
        if length > 125:
            length = int.from_bytes(self._read(2 if length == 126 else 8), "big")
        data = self._read(length)
        return data if first & 0x80 else data + self._receive()

    def _read(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            data += self.socket.recv(length - len(data))
        return data

    def open(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def run(self, code: str) -> Any:
        """What a line of JavaScript gives, run from outside: also where the page itself may run none."""
        target = {"context": self.tab, "sandbox": "test"}
        result = self.ask("script.evaluate", expression=code, target=target, awaitPromise=True)
        assert result["type"] == "success", result
        return result["result"].get("value")

    def wait_for(self, code: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # While a page goes and another comes there is nothing to ask.
            with contextlib.suppress(AssertionError):
                if self.run(code):
                    return
            time.sleep(0.1)
        raise AssertionError(f"never true: {code}")

    def back(self) -> None:
        self.ask("browsingContext.traverseHistory", context=self.tab, delta=-1)
        time.sleep(1)
        self.wait_for("document.readyState === 'complete'")

    def address(self) -> str:
        return str(self.ask("browsingContext.getTree")["contexts"][0]["url"])

    def press(self, key: str, times: int = 1) -> None:
        strokes = [{"type": kind, "value": key} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self.ask("input.performActions", context=self.tab, actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def close(self) -> None:
        self.socket.close()
        # Debian's program is a script that starts the real one: all of its group ends.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)

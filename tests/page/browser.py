"""Headless Chromium, driven through its DevTools protocol with the standard library alone."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip


def chromium() -> str | None:
    """Where Chromium is; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Tab:
    """A page of the browser; `events` are the messages that came without being asked for."""

    def __init__(self, address: str) -> None:
        host, _, path = address.removeprefix("ws://").partition("/")
        name, _, port = host.partition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13")
        self._socket.sendall("\r\n".join((f"GET /{path} HTTP/1.1", f"Host: {host}", *lines, "", "")).encode())
        self._stream = self._socket.makefile("rb")
        assert b"101" in self._stream.readline()
        while self._stream.readline() != b"\r\n":
            pass
        self._count = 0
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and wait for its result."""
        self._count += 1
        self._send(json.dumps({"id": self._count, "method": method, "params": parameters}).encode())
        while (message := self._receive()).get("id") != self._count:
            self.events.append(message)
        assert "error" not in message, message
        return dict(message["result"])

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def open(self, url: str, width: int, height: int = 900) -> None:
        """Load an address in a window of this size and wait until it is drawn."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        for domain in ("Page", "Log", "Network", "Runtime"):
            self.ask(f"{domain}.enable")
        for address in ("about:blank", url):  # an address that differs in its hash alone would not be loaded
            self.events.clear()
            self.ask("Page.navigate", url=address)
            while not any(event["method"] == "Page.loadEventFired" for event in self.events):
                self.events.append(self._receive())
        self.run("document.fonts.ready.then(() => true)")

    def close(self) -> None:
        """Let go of the page; the browser goes on."""
        self._stream.close()
        self._socket.close()

    def picture(self, whole: bool = False) -> bytes:
        """What the window shows, or the whole page, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def _send(self, data: bytes) -> None:
        mask = os.urandom(4)
        size = len(data)
        head = bytes([0x81, 0x80 | (size if size < 126 else 126 if size < 65536 else 127)])
        head += b"" if size < 126 else struct.pack(">H", size) if size < 65536 else struct.pack(">Q", size)
        self._socket.sendall(head + mask + bytes(byte ^ mask[k % 4] for k, byte in enumerate(data)))

    def _receive(self) -> dict[str, Any]:
        """One message, which may come in several frames."""
        whole, last = b"", False
        while not last:
            first, size = self._stream.read(2)
            last = bool(first & 0x80)
            if size == 126:
                (size,) = struct.unpack(">H", self._stream.read(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self._stream.read(8))
            data = self._stream.read(size)
            whole += data if first & 0x0F in (0, 1) else b""
        return dict(json.loads(whole))


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Tab]:
    """A browser with one page; it ends with the block. `profile` is a new folder."""
    command = [program, *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with (profile.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            port = _port(profile / "DevToolsActivePort", process)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=60) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            with closing(Tab(pages[0]["webSocketDebuggerUrl"])) as tab:
                yield tab
        finally:
            process.terminate()
            process.wait(timeout=60)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        if file.exists() and (text := file.read_text(encoding="utf-8")).count("\n"):
            return int(text.split("\n")[0])
        assert process.poll() is None, "Chromium has ended"
        time.sleep(0.1)
    raise TimeoutError("Chromium does not answer")

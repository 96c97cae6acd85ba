"""Wake-ups over Unix datagram sockets: every listener binds one in a folder, publishers write to all."""

import contextlib
import errno
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from .transports import Stop

LARGEST = 8192
_PATIENCE = 0.05
_SPARED = 1.0


class SocketFolder:
    """The sockets of one folder. They are only for processes of this host, which SQLite asks for anyway."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._sender.setblocking(False)
        self._spared: dict[str, float] = {}

    def send(self, packet: bytes) -> None:
        try:
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            return  # nobody has ever listened
        try:
            for name in os.listdir(descriptor):
                self._send_to(name, packet, descriptor)
        finally:
            os.close(descriptor)

    def _send_to(self, name: str, packet: bytes, folder: int) -> None:
        now = time.monotonic()
        deadline = now if now < self._spared.get(name, 0.0) else now + _PATIENCE
        while True:
            try:
                self._sender.sendto(packet, _address(folder, name))
            except BlockingIOError:
                # The listener's queue is full; it only takes packets from it, so it is busy for a moment.
                if time.monotonic() >= deadline:
                    # It hangs: for a second it gets what fits, without anybody waiting for it.
                    self._spared[name] = time.monotonic() + _SPARED
                    return
                time.sleep(0.001)
            except OSError as error:
                if error.errno == errno.ECONNREFUSED:
                    # Its process is dead: a live one's socket always answers.
                    _unlink(folder, name)
                    self._spared.pop(name, None)
                elif error.errno != errno.ENOENT:
                    raise
                return
            else:
                return

    def receive(self, stop: Stop) -> Iterator[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        name = secrets.token_hex(6)
        inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            inbox.bind(_address(descriptor, name))
            inbox.setblocking(False)
            yield b""
            while not stop.is_set():
                if stop.readable(inbox.fileno(), seconds=60.0):
                    yield inbox.recv(LARGEST)
        finally:
            inbox.close()
            _unlink(descriptor, name)
            os.close(descriptor)


def _address(folder: int, name: str) -> str:
    # The address of a socket is at most 108 bytes, however deep the data folder lies.
    return f"/proc/self/fd/{folder}/{name}"


def _unlink(folder: int, name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)

"""A way to a server that is cut after so many bytes have come back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BLOCK = 4096


@contextmanager
def cut_after(port: int, size: int) -> Iterator[int]:
    """The port of a way to that one; each connection is cut after `size` bytes of answers."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return  # the test is over
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=_pass_on, args=(client, server, None), daemon=True).start()
            threading.Thread(target=_pass_on, args=(server, client, size), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _pass_on(source: socket.socket, target: socket.socket, most: int | None) -> None:
    left = most
    try:
        while block := source.recv(BLOCK):
            if left is not None and left < len(block):
                break
            target.sendall(block)
            left = None if left is None else left - len(block)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue

"""Hold back what asks us to end: in, a block of work; out, the signals, obeyed after it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # SIGINT first: it becomes an exception


def _do_nothing(number: int) -> None:
    """Obey it later."""


@contextlib.contextmanager
def held_back(hear: Callable[[int], None] = _do_nothing) -> Iterator[None]:
    """Hold back Ctrl-C and requests to end until the block is done; `hear` is told at once."""
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return
    waiting: list[int] = []

    def wait(number: int, _frame: FrameType | None) -> None:
        waiting.append(number)
        hear(number)

    numbers = [getattr(signal, name) for name in STOPPING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    heard = [number for number in numbers if before[number] not in (signal.SIG_IGN, None)]
    for number in heard:
        signal.signal(number, wait)
    try:
        yield
    finally:
        for number in reversed(heard):
            signal.signal(number, before[number])
        for number in dict.fromkeys(waiting):
            signal.raise_signal(number)

"""Where a blocked path is asked for: in, the running frames; out, the place, and what led there."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Any, TypeVar

    Function = TypeVar("Function", bound=Callable[..., Any])
    Place = tuple[str, int, str]  # file, line, function

# The functions that stand between Python's import system and the program get one of these as their
# file, so that they pass for a part of it: `warnings` counts its `stacklevel` past them, and Python
# takes the first out of the tracebacks of failed imports.
IMPORT_SYSTEM = "<frozen importlib._bootstrap>"
BESIDE_IT = "<ssot gate, beside importlib._bootstrap>"

MOCKS = ("unittest.mock", "mock.mock")
DEEPEST = 12  # places of a trace
_HERE = os.path.join(os.path.dirname(__file__), "")


def passes_for(file: str) -> Callable[[Function], Function]:
    """A decorator: the function's code claims to be from `file`."""

    def claim(function: Function) -> Function:
        function.__code__ = function.__code__.replace(co_filename=file)
        return function

    return claim


def is_ours(frame: FrameType) -> bool:
    """Is it a frame of this folder's code?"""
    file = frame.f_code.co_filename
    return file == BESIDE_IT or file.startswith(_HERE)


def module_of(frame: FrameType) -> str:
    """The module whose code the frame executes."""
    return str(frame.f_globals.get("__name__"))


class Places:
    """Tells the places of this process's code, and whose code it is."""

    def __init__(self) -> None:
        self._cwd = os.getcwd()
        self._library = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
        # Ours are the real ones, whatever is blocked, or replaced by a test.
        self._join, self._innermost = os.path.join, sys._getframe

    def find(self, path: str) -> tuple[Place, tuple[Place, ...]]:
        """The place that asks for `path`, and a trace from the innermost one outward.

        The place is the innermost of the program's own code. Up to there the trace tells every
        step; beyond, only their own code, so that it reaches the test or the command.
        """
        place: Place | None = None
        trace: list[Place] = []
        for found, is_theirs in self._asking(path.partition(".")[0]):
            if place is None or is_theirs:
                trace.append(found)
            if place is None and is_theirs:
                place = found
        return place or (trace or [("?", 0, "?")])[0], tuple(trace[:DEEPEST])

    def _asking(self, top: str) -> Iterator[tuple[Place, bool]]:
        """Each place but ours and the import system's, and whether it is their own code."""
        is_known = False
        frame: FrameType | None = self._innermost(1)
        while frame is not None:
            file, module = frame.f_code.co_filename, module_of(frame)
            is_importing = file.startswith("<frozen importlib") or module.startswith("importlib.")
            if not (is_importing or module == "importlib" or is_ours(frame)):
                place = (self._absolute(file), frame.f_lineno or 0, frame.f_code.co_name)
                is_theirs = self._looks_like_theirs(place[0], module, top)
                yield place, is_theirs
                is_known = is_known or is_theirs
                decorated = None if is_known else _decorated(frame)
                if decorated is not None:
                    file = self._absolute(decorated[0])
                    yield (file, *decorated[1:]), True
            frame = frame.f_back

    def _absolute(self, file: str) -> str:
        return file if file.startswith("<") else self._join(self._cwd, file)

    def _looks_like_theirs(self, file: str, module: str, top: str) -> bool:
        """Is it code of the people who ask, not of Python's library or of an installed package?

        The package that the blocked path belongs to, `top`, may be installed, too.
        """
        if file.startswith("<"):
            return False
        if module.partition(".")[0] == top:
            return True
        parts = ["", *file.replace(os.sep, "/").split("/")]
        return not (
            "site-packages" in parts
            or "dist-packages" in parts
            or file.startswith(self._library)
            # What an installer made to start a command: bin/pytest.
            or (module == "__main__" and parts[-2] in ("bin", "Scripts") and "." not in parts[-1])
        )


def _decorated(frame: FrameType) -> Place | None:
    """The test that `@patch` is about to call: it spells the path, but is not running yet."""
    if frame.f_code.co_name != "patched" or module_of(frame) not in MOCKS:
        return None
    function = frame.f_locals.get("func")
    for _ in range(DEEPEST):  # other decorators
        function = getattr(function, "__wrapped__", function)
    code = getattr(function, "__code__", None)
    return code and (code.co_filename, code.co_firstlineno, code.co_name)

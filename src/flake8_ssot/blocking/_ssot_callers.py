"""Who reads an attribute: in, the running frames; out, whether the read is a step of an import."""

from __future__ import annotations

import sys

import _ssot_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_innermost = sys._getframe  # the real one, whatever is blocked
_PROBE = "_ssot_probe"
_PREFIX = 144


class _Probe(type(sys)):  # type: ignore[misc]
    """A module that notes which instructions read its attribute."""

    __all__ = ("attribute",)
    read: list[bytes]

    @property
    def attribute(self) -> None:
        self.read.append(_instruction(_innermost(1)))


def _instruction(frame: FrameType) -> bytes:
    """The instruction that the frame is executing, and its argument."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if sys.version_info < (3, 11):  # there a prefix for long arguments counts as the instruction
        while code[at] == _PREFIX:
            at += 2
    return code[at : at + 2]


def _instructions() -> tuple[bytes, bytes]:
    """What `from m import X` and `from m import *` are on this Python: they are tried out."""
    probe = _Probe(_PROBE)
    probe.read = []
    sys.modules[_PROBE] = probe
    try:
        exec(f"from {_PROBE} import attribute\nfrom {_PROBE} import *", {})  # noqa: S102
    finally:
        del sys.modules[_PROBE]
    named, star = probe.read
    return named[:1], star  # the argument of the first is the number of a name


_FROM, _STAR = _instructions()


def _caller() -> FrameType:
    """The innermost frame that is not ours."""
    frame = _innermost(1)
    while _ssot_places.is_ours(frame) and frame.f_back is not None:
        frame = frame.f_back
    return frame


def is_star_import() -> bool:
    """Is an attribute being read for a star import?"""
    return _instruction(_caller()) == _STAR


def is_noted_elsewhere(is_package: bool) -> bool:
    """Is an attribute being read in one of several steps of an import, and noted in another?

    For `from package import X` Python asks whether the package has X, tries to import X as a
    module, which is the step that is noted, and reads X again.
    """
    caller = _caller()
    if caller.f_code.co_filename == _ssot_places.IMPORT_SYSTEM:
        return True
    step = _instruction(caller)
    return is_package and (step[:1] == _FROM or step == _STAR)


def is_inspection() -> bool:
    """Is an attribute being read to describe all that there are? (`help` of a subclass does.)"""
    caller = _caller()
    module = _ssot_places.module_of(caller)
    return module == "inspect" or (module == "pydoc" and caller.f_code.co_name == "_finddoc")

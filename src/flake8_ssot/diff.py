"""A patch: in, a file's bytes before and after; out, the lines of a unified diff."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator

NO_NEWLINE = b"\\ No newline at end of file\n"
_QUOTED = {ord("\t"): b"\\t", ord("\n"): b"\\n", ord("\r"): b"\\r", 34: b'\\"', 92: b"\\\\"}


def unified(name: str, before: bytes, after: bytes) -> Iterator[bytes]:
    """The lines of a patch that `patch -p1` and `git apply` take, each with its line end.

    `name` is relative to the folder they are called in. Whatever the encoding, the lines hold the
    bytes of the file.
    """
    old, new = (_header_name(os.fsencode(f"{side}/{name}")) for side in "ab")
    made = difflib.diff_bytes(difflib.unified_diff, _lines(before), _lines(after), old, new)
    for line in made:
        if line.endswith(b"\n"):
            yield line
        else:
            yield line + b"\n"
            yield NO_NEWLINE


def _lines(data: bytes) -> list[bytes]:
    """The lines as a patch knows them: only a line feed ends one."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _header_name(name: bytes) -> bytes:
    """As git spells it: a tab ends a name with blanks, what is no plain text is quoted."""
    text = name.decode("utf-8", "surrogateescape")
    if text.isprintable() and '"' not in text and "\\" not in text:
        return name + b"\t" if b" " in name else name
    return b'"' + b"".join(map(_quoted, name)) + b'"'


def _quoted(byte: int) -> bytes:
    if byte in _QUOTED:
        return _QUOTED[byte]
    return bytes([byte]) if 32 <= byte < 127 else b"\\%03o" % byte

"""A patch: in, a file's bytes before and after; out, the lines of a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from flake8_ssot.source import decode

NO_NEWLINE = "\\ No newline at end of file\n"


def unified(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """The lines of a patch that `patch -p1` and `git apply` take, each with its line end."""
    encoding = decode(before).encoding
    name = path.removeprefix("./").lstrip("/")
    old, new = _lines(before, encoding), _lines(after, encoding)
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        if line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n{NO_NEWLINE}"


def _lines(data: bytes, encoding: str) -> list[str]:
    """The lines as a patch knows them: only a line feed ends one."""
    text = data.decode("utf-8" if encoding == "utf-8-sig" else encoding, "surrogateescape")
    return [line + "\n" for line in text.split("\n")[:-1]] + [text.split("\n")[-1]] * (
        not text.endswith("\n")
    )

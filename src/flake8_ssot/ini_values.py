"""The values of an INI file: in, its text; out, Scalars, a line each, in order.

Reads as `configparser` does, which tells no positions: a line that is indented deeper than its key
goes on with the value, and comments have a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_ssot.config_scalars import Key, Scalar

_SECTION = re.compile(r"\[([^\]\n]+)\]")
_DELIMITER = re.compile(r"[=:]")
_MYPY = "mypy-"


def scalars(text: str) -> Iterator[Scalar]:
    """The lines of the values in `text`, and the modules that mypy's sections are for."""
    section: Key = ()
    key: Key | None = None
    indent = position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        content = line.strip()
        if not content or content[0] in "#;":
            continue
        depth = line.index(content)
        if key is not None and depth > indent:
            yield Scalar(content, start + depth, key)
            continue
        indent = depth
        header = _SECTION.match(line, depth)
        if header is not None:
            section, key = (header[1],), None
            yield from _modules(header[1], start + header.start(1))
            continue
        delimiter = _DELIMITER.search(line, depth)
        if delimiter is None:
            key = (*section, content)
            continue
        key = (*section, line[depth : delimiter.start()].strip())
        yield Scalar(line[delimiter.end() :], start + delimiter.end(), key)


def _modules(header: str, start: int) -> Iterator[Scalar]:
    """`[mypy-a.b.*,mypy-c]`."""
    for item in header.split(","):
        name = item.strip()
        if name.startswith(_MYPY):
            offset = start + item.index(name) + len(_MYPY)
            yield Scalar(name.removeprefix(_MYPY), offset, (), is_module=True)
        start += len(item) + 1

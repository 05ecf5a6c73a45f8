"""What a configuration file names code by: in, its bytes and format; out, Values with positions.

Pure: formats are known here, rules are not. A path behind escapes is not found.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flake8_ssot import ini_values, toml_values, yaml_values
from flake8_ssot.config_commands import looks_like_sentence
from flake8_ssot.config_names import names_no_code, places
from flake8_ssot.config_scalars import Key, Scalar

READERS: dict[str, Callable[[str], Iterator[Scalar]]] = {
    "ini": ini_values.scalars,
    "toml": toml_values.scalars,
    "yaml": yaml_values.scalars,
}


class Value(NamedTuple):
    """A place in a value that names code."""

    text: str  # as written: "pkg.mod", "pkg.mod:attribute"
    start: int  # 0-based offset in the file's bytes
    line: int
    column: int  # 1-based, in code points
    key: Key  # tables, sections and keys around it


def text_of(data: bytes) -> str | None:
    """The text of a file, without its byte order mark; None for another encoding than UTF-8.

    Every line ends with a newline, and it has as many characters as before: a blank stands for
    what else ended one. Bytes that are not UTF-8 are kept apart, as surrogates.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return None
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    return text.replace("\r\n", " \n").replace("\r", "\n")


def values(data: bytes, kind: str) -> list[Value]:
    """Every place in a value of the file that names code, in order."""
    text = text_of(data)
    if text is None:
        return []
    found = {}
    for scalar in READERS[kind](text):
        for start, end, key in _places(scalar):
            found[start] = (end, key)
    return list(_positioned(data, text, found))


def _places(scalar: Scalar) -> Iterator[tuple[int, int, Key]]:
    start = scalar.start
    lines = scalar.text.split("\n")
    is_prose = scalar.is_folded and len(lines) > 1 and looks_like_sentence(scalar.text.split())
    for line in lines:
        for place in places(line, scalar.key, is_module=scalar.is_module, is_prose=is_prose):
            if names_no_code(scalar.key):
                return
            key = (*scalar.key, place.name) if place.name else scalar.key
            yield start + place.start, start + place.end, key
        start += len(line) + 1


def _positioned(data: bytes, text: str, found: dict[int, tuple[int, Key]]) -> Iterator[Value]:
    offset = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    line, line_start, reached = 1, 0, 0
    for start in sorted(found):
        end, key = found[start]
        offset += len(text[reached:start].encode("utf-8", "surrogateescape"))
        line += text.count("\n", reached, start)
        line_start = max(line_start, text.rfind("\n", reached, start) + 1)
        reached = start
        yield Value(text[start:end], offset, line, start - line_start + 1, key)

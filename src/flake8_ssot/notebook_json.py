"""A notebook's JSON: in, its text; out, its cells, and where in the text their source stands.

`json` itself reads every value, one at a time; only the few levels down to a cell's source are
walked here, because their positions are needed. So depth and size are json's concern.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_SOURCE = ("source", "input")  # of nbformat 4, of 3


class Literal(NamedTuple):
    """A string in the text: its offsets include the quotes."""

    value: str
    start: int
    end: int


class SourceText(NamedTuple):
    """The source of a cell: a string, or a list of strings that are joined."""

    start: int
    end: int
    literals: tuple[Literal, ...]
    is_list: bool


class Cell(NamedTuple):
    """What is asked of a cell."""

    kind: object = None
    language: object = None  # of the cell itself (nbformat 3, and editors of many languages)
    source: SourceText | None = None  # None: there is none, or it is no text


class Notebook(NamedTuple):
    """What is asked of a notebook."""

    languages: tuple[object, ...]  # as its metadata name them
    cells: tuple[Cell, ...] | None  # None: there is no list of cells


def read(text: str) -> Notebook:
    """The notebook in `text`. Raises ValueError and RecursionError, as `json` does."""
    cursor = _Cursor(text)
    metadata: object = None
    cells: list[Cell] | None = None
    for key in cursor.fields():
        if key == "cells" and cursor.peek() == "[":
            cells = list(_cells(cursor))
        elif key == "worksheets" and cursor.peek() == "[":
            sheets = [cell for _ in cursor.items() for cell in _sheet(cursor)]
            cells = sheets if cells is None else cells
        else:
            value = cursor.value()
            metadata = value if key == "metadata" else metadata
    cursor.finish()
    languages = (
        _below(metadata, "kernelspec", "language"),
        _below(metadata, "language_info", "name"),
    )
    return Notebook(languages, None if cells is None else tuple(cells))


def _sheet(cursor: _Cursor) -> list[Cell]:
    cells: list[Cell] = []
    if cursor.peek() != "{":
        cursor.value()
        return cells
    for key in cursor.fields():
        if key == "cells" and cursor.peek() == "[":
            cells = list(_cells(cursor))
        else:
            cursor.value()
    return cells


def _cells(cursor: _Cursor) -> Iterator[Cell]:
    for _ in cursor.items():
        if cursor.peek() == "{":
            yield _cell(cursor)
        else:
            cursor.value()
            yield Cell()


def _cell(cursor: _Cursor) -> Cell:
    cell = Cell()
    for key in cursor.fields():
        if key in _SOURCE:
            cell = cell._replace(source=_source(cursor))
        else:
            value = cursor.value()
            if key == "cell_type":
                cell = cell._replace(kind=value)
            elif key == "language":
                cell = cell._replace(language=value)
            elif key == "metadata":
                language = _below(value, "vscode", "languageId")
                cell = cell._replace(language=language or cell.language)
    return cell


def _source(cursor: _Cursor) -> SourceText | None:
    is_list = cursor.peek() == "["
    start = cursor.at
    literals = []
    is_text = True
    for _ in cursor.items() if is_list else (0,):
        is_text = is_text and cursor.peek() == '"'
        first = cursor.at
        literals.append(Literal(str(cursor.value()), first, cursor.at))
    return SourceText(start, cursor.at, tuple(literals), is_list) if is_text else None


def _below(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


class _Cursor:
    """A place in a JSON text, moved value by value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        # A number's value does not matter here, and a long one can be slow to convert.
        self._decode = json.JSONDecoder(parse_int=str).raw_decode

    def peek(self) -> str:
        """The first character of what follows; empty at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def value(self) -> object:
        """The value here; the cursor moves behind it."""
        self.peek()
        value, self.at = self._decode(self.text, self.at)
        return value

    def fields(self) -> Iterator[str]:
        """The keys of the object here; the cursor stands at the value of each in turn."""
        for _ in self._parts("{", "}"):
            key = self.value() if self.peek() == '"' else None
            if not isinstance(key, str):
                raise self._error("Expecting property name enclosed in double quotes")
            self._take(":")
            self.peek()
            yield key

    def items(self) -> Iterator[None]:
        """One after the other the items of the list here; the cursor stands at each in turn."""
        return self._parts("[", "]")

    def finish(self) -> None:
        """Raise an error unless this is the end."""
        if self.peek():
            raise self._error("Extra data")

    def _parts(self, opening: str, closing: str) -> Iterator[None]:
        self._take(opening)
        if self.peek() == closing:
            self.at += 1
            return
        while True:
            yield None
            if self.peek() == closing:
                self.at += 1
                return
            self._take(",")

    def _take(self, wanted: str) -> None:
        if self.peek() != wanted:
            raise self._error(f"Expecting {wanted!r}")
        self.at += 1

    def _error(self, message: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self.text, self.at)

"""What the tests of embedded code share: what was found, and what becomes of a host."""

from __future__ import annotations

import ast
import json
from typing import Any

from flake8_ssot.embedded import read, write_back
from flake8_ssot.fragments import Embedded, HostKind, Place
from flake8_ssot.source import Unparsable


def embedded_in(host: str | bytes, kind: HostKind) -> Embedded:
    """The code of a host, which must have some; what holds of every Embedded is asserted."""
    data = host.encode() if isinstance(host, str) else host
    found = read(data, kind)
    assert isinstance(found, Embedded), found
    ast.parse(found.text)
    assert len(found.text.split("\n")) - 1 == len(found.places)
    assert write_back(found, found.text) == data
    return found


def parts(host: str | bytes, kind: HostKind) -> list[str]:
    """The code of each fragment; none where there is no code."""
    data = host.encode() if isinstance(host, str) else host
    found = read(data, kind)
    assert not isinstance(found, Unparsable), found
    if found is None:
        return []
    embedded_in(data, kind)
    return ["\n".join(line.text for line in fragment.lines) for fragment in found.fragments]


def places(host: str | bytes, kind: HostKind) -> list[tuple[str, Place]]:
    """Each line of code and where it stands."""
    found = embedded_in(host, kind)
    lines = found.text.split("\n")
    return [(line, place) for line, place in zip(lines, found.places, strict=False) if place]


def changed(host: str | bytes, kind: HostKind, old: str, new: str) -> str:
    """The host after `old` became `new` in its virtual module; in brackets why it could not."""
    found = embedded_in(host, kind)
    assert old in found.text
    result = write_back(found, found.text.replace(old, new))
    return f"({result})" if isinstance(result, str) else result.decode()


def notebook_of(*sources: Any, indent: int | None = 1, **more: Any) -> str:
    """A notebook with code cells of these sources."""
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(whole, indent=indent, ensure_ascii=False) + "\n"

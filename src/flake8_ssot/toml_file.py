"""Read a TOML file that anybody may have written: in, a path; out, its data and line numbers.

The standard parser gives no line for a wrong value, is quadratic on long dotted keys and overflows
the stack on deep arrays, and `tomli` accepts TOML 1.1 where `tomllib` does not. So the text is
scanned once before it is parsed: for the line of each key, and for what we refuse.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from flake8_ssot import files, toml_cache
from flake8_ssot.model import ConfigError, Problem
from flake8_ssot.toml_cache import Key

MAX_BYTES = 1 << 20


class TomlFile(NamedTuple):
    """A parsed file. `lines`: where each key stands, `("moved", 0, "old") -> 12`."""

    path: str
    data: dict[str, Any]
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """The 1-based line of `key`, or of the nearest table that holds it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)


def read(path: str, shown: str | None = None) -> TomlFile:
    """Read the TOML file at `path`; `shown` is its name in messages.

    Raises ConfigError with every problem that can be told before parsing, or the parser's own.
    """
    shown = shown or path
    content = _read(path, shown)
    known = toml_cache.recall(content)
    if known is not None:
        return TomlFile(shown, *known)
    from flake8_ssot.toml_scan import scan  # its patterns take a while to compile

    text = _decode(content, shown)
    lines, problems = scan(text, shown)
    if problems:
        raise ConfigError(tuple(problems))
    data = _parse(text, shown)
    toml_cache.keep(content, (data, lines))
    return TomlFile(shown, data, lines)


def _read(path: str, shown: str) -> bytes:
    try:
        return files.read_regular(path, MAX_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = files.reason(error) if isinstance(error, OSError) else f"cannot be read: {error}"
        raise _refuse(shown, 0, reason) from None


def _decode(data: bytes, shown: str) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refuse(shown, 1, "starts with a byte order mark; save it as UTF-8 without one")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _refuse(shown, line, "holds a NUL byte; save it as plain UTF-8 text")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refuse(shown, line, "is not UTF-8; save it as UTF-8") from None


def _parse(text: str, shown: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from flake8_ssot.toml_scan import AT_LINE

        message = str(error)
        at = AT_LINE.search(message)
        line = int(at.group(1)) if at and at.group(1) else text.count("\n") + 1
        raise _refuse(shown, line, f"not valid TOML: {AT_LINE.sub('', message)}") from None
    except (ValueError, RecursionError) as error:  # what the scan did not foresee
        raise _refuse(shown, 0, f"not valid TOML: {error}") from None


def _refuse(shown: str, line: int, message: str) -> ConfigError:
    return ConfigError((Problem(shown, line, message),))

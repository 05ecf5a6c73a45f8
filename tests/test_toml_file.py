"""Hostile TOML, and the line number of every key."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot import toml_file
from flake8_ssot.model import ConfigError
from flake8_ssot.toml_cache import Key

KB, MB = 1 << 10, 1 << 20
LIMIT = ENOUGH_SECONDS


def refusal(data: bytes, folder: Path) -> list[str]:
    """The problems of a file with these bytes, each as a person reads it; none: it was read."""
    path = folder / "rules.toml"
    path.write_bytes(data)
    try:
        toml_file.read(str(path), "rules.toml")
    except ConfigError as error:
        return [str(problem) for problem in error.problems]
    return []


def seconds(data: bytes, folder: Path) -> float:
    """The processor time it takes to read the file: the best of three runs if need be."""
    taken: list[float] = []
    while len(taken) < 3 and min(taken, default=LIMIT) >= LIMIT:
        start = time.process_time()
        refusal(data, folder)
        taken.append(time.process_time() - start)
    return min(taken)


def read(text: str, folder: Path) -> toml_file.TomlFile:
    path = folder / "rules.toml"
    path.write_bytes(text.encode())
    return toml_file.read(str(path))


DOTTED = b"a." * (20 * KB) + b"a"
TOO_MANY_PARTS = "rules.toml:1: a dotted key of more than 32 parts is refused"
TOO_DEEP = "rules.toml:1: nested deeper than 32 levels"
TOO_LONG = "rules.toml:1: a number or key of more than 256 characters is refused"

REFUSED = [
    pytest.param(DOTTED + b" = 1\n", TOO_MANY_PARTS, id="dotted key of 40 KB"),
    pytest.param(b"b = 1\n" + DOTTED + b" = 1", TOO_MANY_PARTS.replace(":1:", ":2:"), id="line 2"),
    pytest.param(b"[" + DOTTED + b"]\n", TOO_MANY_PARTS, id="dotted header"),
    pytest.param(b"[[" + DOTTED + b"]]\n", TOO_MANY_PARTS, id="dotted array header"),
    pytest.param(b"[" + DOTTED + b"]", TOO_MANY_PARTS, id="dotted header, no newline"),
    pytest.param(b"[" + DOTTED + b"] # end", TOO_MANY_PARTS, id="dotted header, comment, end"),
    pytest.param(b"[" + DOTTED, TOO_MANY_PARTS, id="dotted header, not closed"),
    pytest.param(DOTTED + b"\n", TOO_MANY_PARTS, id="dotted key without a value"),
    pytest.param(DOTTED, TOO_MANY_PARTS, id="dotted key without a value at the end"),
    pytest.param(b"x = {" + DOTTED + b" = 1}\n", TOO_MANY_PARTS, id="dotted key, inline table"),
    pytest.param(b"x = [{" + DOTTED + b" = 1}]\n", TOO_MANY_PARTS, id="dotted key, in an array"),
    pytest.param(
        b'"a".' * 33 + b"a = 1\n", TOO_MANY_PARTS, id="dotted key of quoted and bare parts"
    ),
    pytest.param(b"a = " + b"[" * 500 + b"]" * 500 + b"\n", TOO_DEEP, id="array 500 deep"),
    pytest.param(b"a = " + b"[" * 500, TOO_DEEP, id="array 500 deep, not closed"),
    pytest.param(b"a = " + b"{a=" * 500 + b"1" + b"}" * 500, TOO_DEEP, id="inline tables 500 deep"),
    pytest.param(
        b"a = [\n" + b"[\n" * 500, TOO_DEEP.replace(":1:", ":33:"), id="array over many lines"
    ),
    pytest.param(b"a = " + b"1" * 5000 + b"\n", TOO_LONG, id="integer of 5,000 digits"),
    pytest.param(b"a = -" + b"1_" * 2500 + b"1\n", TOO_LONG, id="integer with underscores"),
    pytest.param(b"a = [" + b"9" * 5000 + b"]\n", TOO_LONG, id="integer in an array"),
    pytest.param(b"a = 0." + b"1" * 5000 + b"\n", TOO_LONG, id="float of 5,000 digits"),
    pytest.param(b"a" * 5000 + b" = 1\n", TOO_LONG, id="bare key of 5,000 characters"),
    pytest.param(
        b"a = 1\n" * (2 * MB // 6),
        "rules.toml: is larger than 1048576 bytes",
        id="2 MiB",
    ),
    pytest.param(
        b"\xef\xbb\xbfa = 1\n",
        "rules.toml:1: starts with a byte order mark; save it as UTF-8 without one",
        id="byte order mark",
    ),
    pytest.param(
        b"\xff\xfea\0 \0=\0",
        "rules.toml:1: holds a NUL byte; save it as plain UTF-8 text",
        id="UTF-16",
    ),
    pytest.param(
        b"a = 1\nb = '\0'\n",
        "rules.toml:2: holds a NUL byte; save it as plain UTF-8 text",
        id="NUL",
    ),
    pytest.param(
        b"a = 1\nb = 2\nc = '\xe9'\n",
        "rules.toml:3: is not UTF-8; save it as UTF-8",
        id="latin-1",
    ),
    pytest.param(
        "a = '\ud800'".encode("utf-8", "surrogatepass"),
        "rules.toml:1: is not UTF-8; save it as UTF-8",
        id="surrogate",
    ),
]


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_hostile_file_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    assert refusal(data, tmp_path) == [message]


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_hostile_file_is_refused_at_once(data: bytes, message: str, tmp_path: Path) -> None:
    assert seconds(data, tmp_path) < LIMIT


READ = [
    pytest.param(b"", id="empty"),
    pytest.param(b"# only a comment", id="comment"),
    pytest.param(b"a." * 31 + b"a = 1\n", id="32 parts"),
    pytest.param(b"[" + b"a." * 31 + b"a]\n", id="header of 32 parts"),
    pytest.param(b"x = {" + b"a." * 31 + b"a = 1}\n", id="32 parts in an inline table"),
    pytest.param(b"x = {a.b = 1, c.d = 2}\n", id="dotted keys in an inline table"),
    pytest.param(b"x = [" + b"1.5, " * 40 + b"]\n", id="many floats"),
    pytest.param(b"a = " + b"[" * 32 + b"]" * 32 + b"\n", id="array 32 deep"),
    pytest.param(b"a = " + b"1" * 256 + b"\n", id="integer of 256 digits"),
    pytest.param(b"a" * 256 + b" = 1\n", id="bare key of 256 characters"),
    pytest.param(b'a = "' + b"x" * 20_000 + b'"\n', id="long string"),
    pytest.param(b'"' + b"x" * 5000 + b'" = 1\n', id="long quoted key"),
    pytest.param(b"# " + b"[" * 500 + b"\n", id="brackets in a comment"),
    pytest.param(b"# " + DOTTED[:5001] + b" = 1\n", id="dotted key in a comment"),
    pytest.param(b'a = "' + b"[" * 500 + b'"\n', id="brackets in a string"),
    pytest.param(b"a = '''\n" + b"[\n" * 500 + b"'''\n", id="brackets in a long string"),
    pytest.param(b'a = """\n' + DOTTED[:5001] + b' = 1\n"""\n', id="dotted key in a long string"),
    pytest.param("a = 'größe, \ufeff, \x85, \u2028'\n".encode(), id="non-ASCII"),
]


@pytest.mark.parametrize("data", READ)
def test_harmless_file_is_read(data: bytes, tmp_path: Path) -> None:
    assert refusal(data, tmp_path) == []


LARGE = [
    pytest.param(b"[[moved]]\n", True, id="headers of [[moved]]"),
    pytest.param(b"[[moved.example]]\n", True, id="headers of [[moved.example]]"),
    pytest.param(b"\n", True, id="empty lines"),
    pytest.param(b"# a comment\n", True, id="comments"),
    pytest.param(b" ", True, id="blanks"),
    pytest.param(b"@", False, id="one long line of rubbish"),
    pytest.param(b"= ", False, id="one long line of equals signs"),
    pytest.param(b"[", False, id="one long line of brackets"),
    pytest.param(b'"', False, id="one long line of quotes"),
    pytest.param(b"'' ", False, id="one long line of strings"),
    pytest.param(b"a ", False, id="one long line of words"),
    pytest.param(b".", False, id="one long line of dots"),
    pytest.param(b'a = "\n', False, id="unterminated strings"),
    pytest.param(b"a = '''\n''\n", False, id="half-terminated strings"),
    pytest.param(b"\\", False, id="backslashes"),
    pytest.param(b"\r", False, id="lone carriage returns"),
]


@pytest.mark.parametrize(("unit", "is_valid"), LARGE)
def test_a_mebibyte_of_anything_is_judged_at_once(
    unit: bytes, is_valid: bool, tmp_path: Path
) -> None:
    data = (unit * (MB // len(unit) + 1))[: MB // len(unit) * len(unit)]
    problems = refusal(data, tmp_path)
    assert all(line.startswith("rules.toml") and "\n" not in line for line in problems)
    assert len(problems) <= 100
    assert is_valid or problems
    assert seconds(data, tmp_path) < LIMIT


WRAPPED = [
    pytest.param(b"a = [", b"1,", b"]\n", id="array"),
    pytest.param(b"a = [", b"{},", b"]\n", id="array of tables"),
    pytest.param(b'a = "', b"\\n", b'"\n', id="escapes"),
    pytest.param(b'a = """', b'""\n', b'"""\n', id="quotes in a string"),
    pytest.param(b'a = """', b"\\\\", b"\n", id="unterminated string of backslashes"),
    pytest.param(b"a = '''", b"x\n", b"\n", id="unterminated literal string"),
    pytest.param(b"a = [", b"07:32:00,", b"]\n", id="times"),
    pytest.param(b"[", b" a .", b" a ]\n", id="header of many spaced parts"),
    pytest.param(b"a = ", b"[1],", b"\n", id="closed arrays after a value"),
]


@pytest.mark.parametrize(("before", "unit", "after"), WRAPPED)
def test_a_mebibyte_in_one_statement_is_judged_at_once(
    before: bytes, unit: bytes, after: bytes, tmp_path: Path
) -> None:
    data = before + unit * ((MB - 20) // len(unit)) + after
    problems = refusal(data, tmp_path)
    assert all(line.startswith("rules.toml") and "\n" not in line for line in problems)
    assert seconds(data, tmp_path) < LIMIT


def test_many_dotted_headers_are_judged_at_once(tmp_path: Path) -> None:
    part = ".".join("abcdefghij" * 3)
    data = "".join(f"[{part}.k{number}]\n" for number in range(MB // 68)).encode()
    refusal(data, tmp_path)
    assert seconds(data, tmp_path) < LIMIT


# What is not a file of ours ------------------------------------------------------------------


def read_error(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        toml_file.read(str(path), "rules.toml")
    return str(caught.value)


def test_directory_is_refused(tmp_path: Path) -> None:
    message = read_error(tmp_path)
    assert message in {
        "rules.toml: is not a regular file",
        "rules.toml: cannot be read: Is a directory",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert read_error(tmp_path / "fifo") == "rules.toml: is not a regular file"


def test_device_is_refused() -> None:
    assert read_error(Path(os.devnull)) == "rules.toml: is not a regular file"


def test_missing_file_is_refused(tmp_path: Path) -> None:
    message = read_error(tmp_path / "nothing.toml")
    assert message == "rules.toml: cannot be read: No such file or directory"


def test_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    message = read_error(tmp_path / "link")
    assert message == "rules.toml: cannot be read: No such file or directory"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root reads everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.toml"
    path.write_text("a = 1\n")
    path.chmod(0)
    assert read_error(path) == "rules.toml: cannot be read: Permission denied"


def test_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    message = read_error(tmp_path / "a\0b")
    assert re.fullmatch(r"rules\.toml: cannot be read: (open: )?embedded null .*", message)


@pytest.mark.parametrize("name", ["folder", "rules.toml", "nothing"])
def test_no_descriptor_is_left_open(name: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("a = 1\n")
    (tmp_path / "folder").mkdir()
    before = lowest_descriptor()
    with contextlib.suppress(ConfigError, OSError):
        toml_file.read(str(tmp_path / name))
    assert lowest_descriptor() == before


def lowest_descriptor() -> int:
    """The number that the next file opened will get."""
    descriptor = os.dup(0)
    os.close(descriptor)
    return descriptor


def test_file_is_named_by_its_path_where_nothing_else_is_given(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        toml_file.read(str(tmp_path / "nothing.toml"))
    assert str(caught.value) == f"{tmp_path / 'nothing.toml'}: cannot be read: " + os.strerror(2)


# What is not TOML 1.0 ------------------------------------------------------------------------

INVALID = [
    pytest.param("a = 1\nb =\n", 2, id="no value"),
    pytest.param("a = 1\nb\n", 2, id="no equals sign"),
    pytest.param("a = 1\n\n= 3\n", 3, id="no key"),
    pytest.param("a = 1\na = 2\n", 2, id="key given twice"),
    pytest.param("[a]\n\n[a]\n", 3, id="table given twice"),
    pytest.param("a = [\n1,\n2\n", 4, id="array not closed"),
    pytest.param("a = {b = 1", 1, id="inline table not closed"),
    pytest.param('a = 1\nb = "x\nc = 1\n', 2, id="string not closed"),
    pytest.param("a = 1\nb = 'x\nc = 'y'\n", 2, id="literal string not closed"),
    pytest.param('a = 1\nb = """x\nc = 1\n', 4, id="long string not closed"),
    pytest.param("a = 1\nb = '''x\nc = 1\n", 4, id="long literal string not closed"),
    pytest.param('a = 1\nb = "\\q"\n', 2, id="unknown escape"),
    pytest.param("a = 1\n[b\n", 2, id="header not closed"),
    pytest.param("a = 1\n[[b]\n", 2, id="array header half closed"),
    pytest.param("a = 1\n" + "[" * 500 + "\n", 2, id="500 brackets as a header"),
    pytest.param("a = 1 b = 2\n", 1, id="two on one line"),
    pytest.param("a = 2026-13-01\n", 1, id="no such month"),
    pytest.param("a = 2026-02-30\n", 1, id="no such day"),
    pytest.param("a = 1\nb = 01\n", 2, id="leading zero"),
    pytest.param("a = 1\rb = 2\r", 1, id="line ends of old Macintoshes"),
    pytest.param("a = 1\nb = 'x\x07'\n", 2, id="control character"),
    pytest.param("a = True\n", 1, id="wrong case"),
    pytest.param("größe = 1\n", 1, id="bare key that is not ASCII"),
]


@pytest.mark.parametrize(("text", "line"), INVALID)
def test_invalid_file_is_one_line_with_its_place(text: str, line: int, tmp_path: Path) -> None:
    problems = refusal(text.encode(), tmp_path)
    assert len(problems) == 1
    assert problems[0].startswith(f"rules.toml:{line}: not valid TOML: ")
    assert "(at " not in problems[0]
    assert "\n" not in problems[0]


NEWER = [
    pytest.param(
        'a = 1\nb = "\\e[1m"\n',
        r"rules.toml:2: TOML 1.0 has no escapes \e and \x; use \u001b",
        id="escape e",
    ),
    pytest.param(
        'b = "\\x41"\n',
        r"rules.toml:1: TOML 1.0 has no escapes \e and \x; use \u001b",
        id="escape x",
    ),
    pytest.param(
        'b = """\n\\\\\\x41"""\n',
        r"rules.toml:1: TOML 1.0 has no escapes \e and \x; use \u001b",
        id="escape x behind an escaped backslash",
    ),
    pytest.param(
        '"\\x41" = 1\n',
        r"rules.toml:1: TOML 1.0 has no escapes \e and \x; use \u001b",
        id="escape x in a key",
    ),
    pytest.param(
        "a = {b = 1,}\n",
        "rules.toml:1: TOML 1.0 allows no comma before the end of an inline table",
        id="trailing comma",
    ),
    pytest.param(
        "a = [\n  {b = 1, },\n]\n",
        "rules.toml:2: TOML 1.0 allows no comma before the end of an inline table",
        id="trailing comma in an array",
    ),
    pytest.param(
        "a = {\nb = 1}\n",
        "rules.toml:1: TOML 1.0 allows no line break inside an inline table",
        id="line break",
    ),
    pytest.param(
        "a = {b = 1, # why\n c = 1}\n",
        "rules.toml:1: TOML 1.0 allows no line break inside an inline table",
        id="comment",
    ),
    pytest.param("a = 07:32\n", "rules.toml:1: TOML 1.0 times need seconds", id="time"),
    pytest.param(
        "a = [\n2026-01-01T07:32Z]\n", "rules.toml:2: TOML 1.0 times need seconds", id="date time"
    ),
    pytest.param(
        "a = 2026-01-01 07:32+01:00\n", "rules.toml:1: TOML 1.0 times need seconds", id="blank"
    ),
]


@pytest.mark.parametrize(("text", "message"), NEWER)
def test_what_only_toml_1_1_allows_is_refused_alike_everywhere(
    text: str, message: str, tmp_path: Path
) -> None:
    assert refusal(text.encode(), tmp_path)[0] == message


OLDER = [
    pytest.param('a = "\\\\x41"\n', {"a": "\\x41"}, id="escaped backslash"),
    pytest.param("a = '\\x41 \\e'\n", {"a": "\\x41 \\e"}, id="literal string"),
    pytest.param("a = '''\n\\x41 \\e'''\n", {"a": "\\x41 \\e"}, id="long literal string"),
    pytest.param("# \\e \\x41 {a,} 07:32\n", {}, id="comment"),
    pytest.param('a = "07:32 {,}"\n', {"a": "07:32 {,}"}, id="string"),
    pytest.param("a = {b = [\n1,\n], c = 2}\n", {"a": {"b": [1], "c": 2}}, id="array in a table"),
    pytest.param("a = {b = 1, c = 2}\n", {"a": {"b": 1, "c": 2}}, id="inline table"),
    pytest.param("a = [{}, {}, ]\n", {"a": [{}, {}]}, id="comma in an array"),
    pytest.param("a = [1,\n{b = 2}]\n", {"a": [1, {"b": 2}]}, id="table after a comma"),
    pytest.param('a = """x""""\n', {"a": 'x"'}, id="four quotes"),
    pytest.param('a = """"x"""""\n', {"a": '"x""'}, id="five quotes"),
    pytest.param("a = ''''x'''''\n", {"a": "'x''"}, id="five apostrophes"),
    pytest.param('a = """\\\n   x"""\n', {"a": "x"}, id="folded line"),
    pytest.param('a = "\\\\"\nb = "\\""\n', {"a": "\\", "b": '"'}, id="escaped quote"),
]


@pytest.mark.parametrize(("text", "data"), OLDER)
def test_what_toml_1_0_allows_is_read(text: str, data: dict[str, Any], tmp_path: Path) -> None:
    assert read(text, tmp_path).data == data


def test_everything_refused_by_the_scan_is_told_at_once(tmp_path: Path) -> None:
    text = 'a = "\\e"\nb = {c = 1,}\nd = 07:32\n' + "e." * 40 + "e = 1\n" + "f" * 300 + " = 1\n"
    assert refusal(text.encode(), tmp_path) == [
        r"rules.toml:1: TOML 1.0 has no escapes \e and \x; use \u001b",
        "rules.toml:2: TOML 1.0 allows no comma before the end of an inline table",
        "rules.toml:3: TOML 1.0 times need seconds",
        "rules.toml:4: a dotted key of more than 32 parts is refused",
        "rules.toml:5: a number or key of more than 256 characters is refused",
    ]


# Lines ---------------------------------------------------------------------------------------

LINES: list[Any] = [
    pytest.param("a = 1\nb = 2\n", ("b",), 2, id="key"),
    pytest.param("a = 1\n\n# why\nb = 2", ("b",), 4, id="last line without a newline"),
    pytest.param("[t]\nb = 2\n", ("t", "b"), 2, id="key in a table"),
    pytest.param("\n[t]\nb = 2\n", ("t",), 2, id="table"),
    pytest.param("\n[t.u]\nb = 2\n", ("t", "u", "b"), 3, id="key in a dotted table"),
    pytest.param("\nt.u.b = 2\n", ("t", "u", "b"), 2, id="dotted key"),
    pytest.param("\nt . u = 2\n", ("t", "u"), 2, id="spaced dotted key"),
    pytest.param("\nt.u = 2\nt.v = 3\n", ("t",), 2, id="first part of a dotted key"),
    pytest.param("\nt.u = 2\nt.v = 3\n", ("t", "v"), 3, id="second dotted key"),
    pytest.param("[[m]]\na = 1\n[[m]]\na = 2\n", ("m", 0, "a"), 2, id="first of an array"),
    pytest.param("[[m]]\na = 1\n[[m]]\na = 2\n", ("m", 1, "a"), 4, id="second of an array"),
    pytest.param("[[m]]\na = 1\n[[m]]\na = 2\n", ("m", 1), 3, id="second header of an array"),
    pytest.param("\n\n[[m]]", ("m", 0), 3, id="array header on the last line"),
    pytest.param("\n\n[t]", ("t",), 3, id="header on the last line"),
    pytest.param("\n\n[t] # why", ("t",), 3, id="header and comment on the last line"),
    pytest.param("[[m]]\n[[m.e]]\n[[m.e]]\n[[m]]\n", ("m", 0, "e", 1), 3, id="nested array"),
    pytest.param(
        "[[m]]\n[[m.e]]\n[[m]]\n[[m.e]]\nb = 1\n", ("m", 1, "e", 0, "b"), 5, id="nested array again"
    ),
    pytest.param("[[m]]\n[m.t]\nb = 1\n", ("m", 0, "t", "b"), 3, id="table in an array"),
    pytest.param("[[m]]\n[[m]]\nt.u = 1\n", ("m", 1, "t", "u"), 3, id="dotted key in an array"),
    pytest.param("[[m]]\n\n  [[ m ]]\n", ("m", 1), 3, id="spaces in a header"),
    pytest.param('\n"b" = 2\n', ("b",), 2, id="quoted key"),
    pytest.param("\n'b.c' = 2\n", ("b.c",), 2, id="quoted key with a dot"),
    pytest.param('\n"b = c" = 2\n', ("b = c",), 2, id="quoted key with an equals sign"),
    pytest.param('\n["t.x"."u"]\nb = 1\n', ("t.x", "u", "b"), 3, id="quoted header"),
    pytest.param('\n[["m"]]\nb = 1\n', ("m", 0, "b"), 3, id="quoted array header"),
    pytest.param('\na."b".c = 1\n', ("a", "b", "c"), 2, id="partly quoted key"),
    pytest.param('a = """\nx\n[[m]]\nb = 1\n"""\nb = 2\n', ("b",), 6, id="multi-line string"),
    pytest.param("a = '''\nx\nb = 1\n'''\nb = 2\n", ("b",), 5, id="multi-line literal string"),
    pytest.param('a = """\\"""\nb = 1\n"""\nb = 2\n', ("b",), 4, id="escaped quotes"),
    pytest.param("a = [\n1,\n# ]\n2,\n]\nb = 2\n", ("b",), 6, id="multi-line array"),
    pytest.param('a = [\n"]",\n"x",\n]\nb = 2\n', ("b",), 5, id="bracket in a string"),
    pytest.param("a = [\n[1],\n[\n2]]\nb = 2\n", ("b",), 5, id="nested multi-line arrays"),
    pytest.param("a = '#'\nb = 1 # b = 2\n", ("b",), 2, id="hash in a string"),
    pytest.param("a = 1\r\n\r\n[[m]]\r\nb = 2\r\n", ("m", 0, "b"), 4, id="CRLF"),
    pytest.param('a = """\r\nx\r\n"""\r\nb = 2\r\n', ("b",), 4, id="CRLF in a string"),
    pytest.param("a = '\x85 \u2028'\nb = 2\n", ("b",), 2, id="U+2028"),
    pytest.param("\n\n[[m]]\n\n[[m]]\n", ("m",), 3, id="array of tables: its first header"),
    pytest.param("\n\n[[m]]\n[[m.e]]\n", ("m", 0, "e"), 4, id="nested array of tables"),
    pytest.param("\n\n[t.u]\na = 1\n", ("t",), 3, id="table that only a dotted header opens"),
    pytest.param("\n\n[[t.m]]\na = 1\n", ("t",), 3, id="table that only an array opens"),
    pytest.param('\n"\\u0062" = 2\n', ("b",), 2, id="escape in a quoted key"),
    pytest.param("[t]\na = 1\n", ("t", "nothing"), 1, id="unknown key: its table"),
    pytest.param("\n[[m]]\n\n[[m]]\na = 1\n", ("m", 1, "x"), 4, id="unknown key in an array"),
    pytest.param("\na = [1, 2]\n", ("a", 1), 2, id="member of an array: the array"),
    pytest.param("\na = {b = 1}\n", ("a", "b"), 2, id="key of an inline table: the table"),
    pytest.param("\na = 1\n", ("b",), 1, id="unknown key: the file"),
    pytest.param("", ("b", 3, "c"), 1, id="empty file"),
]


@pytest.mark.parametrize(("text", "key", "line"), LINES)
def test_line_of_a_key(text: str, key: Key, line: int, tmp_path: Path) -> None:
    assert read(text, tmp_path).line(key) == line


def keys_of(value: object, key: Key = ()) -> list[Key]:
    """Every key that leads to a plain value."""
    if isinstance(value, dict):
        return [found for name in value for found in keys_of(value[name], (*key, name))]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [
            found for number, item in enumerate(value) for found in keys_of(item, (*key, number))
        ]
    return [key]


def test_every_key_of_a_rule_file_has_the_line_that_spells_it(tmp_path: Path) -> None:
    parts = ["extend = ['a.toml',\n  'b.toml',\n]\n"]
    for number in range(50):
        parts.append(f"\n[[moved]]\nid = 'r{number}'\n# old = 'x'\nold = 'a.b{number}'\n")
        parts.append('why = """\n[[moved]]\nold = \'x\'\n"""\n' * (number % 2))
        parts += [f"[[moved.example]]\nbad = 'import a'\n'good' = \"{number}\"\n"] * (number % 3)
    text = "".join(parts)
    file = read(text, tmp_path)
    rows = text.split("\n")
    keys = keys_of(file.data)
    assert len(keys) == 1 + 100 + 25 + 2 * 49
    for key in keys:
        row = rows[file.line(key) - 1]
        assert row.strip("'").startswith(str(key[-1])), (key, row)
    lines = [file.lines[key] for key in keys]
    assert lines == sorted(set(lines))

"""Odd files: no traceback of ours, the same output as flake8 wherever flake8 lives through them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import pytest
from flake8.main import cli as flake8
from flake8.utils import stdin_get_value
from support import RULES, write_files

from flake8_ssot import cli
from flake8_ssot.report import clean

E = b"from acme.legacy.engine import Engine\n"  # breaks SOT101 in column 32
BOM = b"\xef\xbb\xbf"
LATIN = b"s = '\xe9'\n"
PROBLEM = re.compile(r"user\.py(:\d+)?: cannot be (parsed|decoded): .+\n")

CLEAN = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\n", id="one-newline"),
    pytest.param(b" \t", id="blanks"),
    pytest.param(b"\r", id="one-cr"),
    pytest.param(b"\x0c", id="form-feed"),
    pytest.param(BOM, id="byte-order-mark"),
    pytest.param(BOM * 2, id="two-byte-order-marks"),
    pytest.param(b"# " + E, id="comment"),
    pytest.param(b"#", id="shortest-comment"),
    pytest.param(b'"""' + E + b'"""', id="docstring"),
    pytest.param(b"#!/usr/bin/env python\n", id="interpreter-line"),
    pytest.param(b"pass", id="no-final-newline"),
]

FOUND = [  # source, line and column of the finding
    pytest.param(E, "1:32", id="plain"),
    pytest.param(E[:-1], "1:32", id="no-final-newline"),
    pytest.param(E + b"# end", "1:32", id="comment-without-newline"),
    pytest.param(E + b"    ", "1:32", id="blanks-at-the-end"),
    pytest.param(E + b"\x0c", "1:32", id="form-feed-at-the-end"),
    pytest.param(E.replace(b"\n", b"\r"), "1:32", id="cr-only"),
    pytest.param(b"x = 1\ry = 2\r" + E, "3:32", id="cr-then-lf"),
    pytest.param(b"x = 1\r\n" + E.replace(b"\n", b"\r\n"), "2:32", id="crlf"),
    pytest.param(b"x = 1\r\r\n" + E, "3:32", id="cr-crlf"),
    pytest.param(b"\x0c\n" + E, "2:32", id="form-feed-line"),
    pytest.param(b"if 1:\n  \x0c  " + E, "2:37", id="form-feed-in-indentation"),
    pytest.param(BOM + E, "1:32", id="byte-order-mark"),
    pytest.param(BOM * 2 + E, "1:32", id="two-byte-order-marks"),
    pytest.param(BOM + b"# coding: utf-8\n" + E, "2:32", id="byte-order-mark-and-cookie"),
    pytest.param("# \u2028 \u2029 \x85\n".encode() + E, "2:32", id="separators-in-comment"),
    pytest.param("s = '\u2028 \x85 \x1c \x0b'\n".encode() + E, "2:32", id="separators-in-string"),
    pytest.param(b"# coding: latin-1\n" + LATIN + E, "3:32", id="latin-1"),
    pytest.param(b"\n# -*- coding: latin-1 -*-\n" + LATIN + E, "4:32", id="cookie-on-line-2"),
    pytest.param(b"# vim: set fileencoding=cp1252 :\ns = '\x80'\n" + E, "3:32", id="vim-cookie"),
    pytest.param(b"# coding: utf-8-sig\n" + E, "2:32", id="utf-8-sig"),
    pytest.param(b"# coding: utf-7\n" + E, "2:32", id="utf-7"),
    pytest.param(b"# coding: unicode_escape\n" + E, "2:32", id="unicode-escape"),
    pytest.param(
        b"# coding: utf-7\n" + E.replace(b"acme", b"+AGEAYwBtAGU-"), "2:32", id="utf-7-escapes"
    ),
    pytest.param(
        b"# coding: unicode_escape\n" + E.replace(b"acme", b"\\x61cme"),
        "2:32",
        id="unicode-escape-escapes",
    ),
    pytest.param(b"# coding: ascii\n" + E, "2:32", id="ascii"),
    pytest.param(b"x = 1\n# coding: no-such\n" + E, "3:32", id="cookie-behind-code"),
    pytest.param(b"\n\n# coding: no-such\n" + E, "4:32", id="cookie-on-line-3"),
    pytest.param(b"#!/usr/bin/env python\n" + E, "2:32", id="interpreter-line"),
    pytest.param(b"s = '\\d \\8'\n" + E, "2:32", id="invalid-escapes"),
    pytest.param(b"assert (1, 'x')\n1 is 1\n" + E, "3:32", id="what-the-compiler-warns-about"),
    pytest.param(b"return 1\n" + E, "2:32", id="return-outside"),
    pytest.param(b"nonlocal x\nawait f()\nbreak\n" + E, "4:32", id="only-the-compiler-minds"),
    pytest.param(b"from __future__ import nothing\n" + E, "2:32", id="no-such-future"),
    pytest.param(b"from __future__ import barry_as_FLUFL\n" + E, "2:32", id="flufl"),
    pytest.param(b"match = case = _ = type = 1\n" + E, "2:32", id="soft-keywords"),
    pytest.param("変数 = 1\n".encode() + E, "2:32", id="letters"),
    pytest.param(b"x = " + b"(" * 90 + b"1" + b")" * 90 + b"\n" + E, "2:32", id="90-brackets"),
    pytest.param(b"x = [\n" + b"    1,\n" * 2_000 + b"]\n" + E, "2003:32", id="long-list"),
    pytest.param(b"x = 1\n" * 2_000 + E, "2001:32", id="many-lines"),
    pytest.param(b"\n" * 10_000 + E, "10001:32", id="many-empty-lines"),
    pytest.param(b"x = '" + b"y" * 1_000_000 + b"'\n" + E, "2:32", id="a-line-of-a-megabyte"),
    pytest.param(b"y" * 100_000 + b" = 1\n" + E, "2:32", id="a-long-name"),
    pytest.param(b"# " + b"(" * 10_000 + b"\n" + E, "2:32", id="brackets-in-comment"),
    pytest.param(
        b"import " + b", ".join(b"a%d" % number for number in range(5_000)) + b"\n" + E,
        "2:32",
        id="a-long-import",
    ),
    pytest.param(b"import acme.tools" + b".a" * 2_000 + b"\n", "1:8", id="a-long-path"),
]

UNDECODABLE = [  # Python cannot import these, flake8 lints them all the same
    pytest.param(LATIN + E, "2:32", id="latin-1-without-cookie"),
    pytest.param(b"s = '\xe9'; " + E, "1:41", id="latin-1-before-it"),
    pytest.param(b"# coding: utf-8\n" + LATIN + E, "3:32", id="latin-1-called-utf-8"),
    pytest.param(b"# coding: ascii\n" + LATIN + E, "3:32", id="latin-1-called-ascii"),
    pytest.param(b"# \xed\xa0\x80\n" + E, "2:32", id="surrogate"),
    pytest.param(b"# \xc0\xaf\n" + E, "2:32", id="overlong"),
    pytest.param(b"# \xe2\x82\n" + E, "2:32", id="cut-short"),
    pytest.param(E + b"# \xff", "1:32", id="last-byte"),
    pytest.param(b"# coding: no-such\n" + E, "2:32", id="unknown-cookie"),
    pytest.param(b"# coding: rot13\n" + E, "2:32", id="rot13"),
    pytest.param(b"# coding: hex\n" + E, "2:32", id="hex"),
    pytest.param(BOM + b"# coding: latin-1\n" + E, "2:32", id="byte-order-mark-and-latin-1"),
]

UNPARSABLE = [
    pytest.param(E + b"(\n", id="open-bracket"),
    pytest.param(E + b")\n", id="stray-bracket"),
    pytest.param(E + b"'''\n", id="open-string"),
    pytest.param(E + b"x = 'a\n", id="open-quote"),
    pytest.param(E + b"\\", id="backslash-at-the-end"),
    pytest.param(E + b"x \\ \n", id="blank-behind-backslash"),
    pytest.param(E + b"  x = 1\n", id="stray-indentation"),
    pytest.param(b"if 1:\n" + E, id="no-indentation"),
    pytest.param(b"if 1:\n        x\n\ty\n" + E, id="tabs-and-blanks"),
    pytest.param(b"if 1:\n    if 2:\n        x\n      y\n" + E, id="wrong-dedent"),
    pytest.param(E + b"print 'x'\n", id="python-2"),
    pytest.param(E + b"exec 'x' in y\n", id="python-2-exec"),
    pytest.param(E + b"x = 0777\n", id="old-octal"),
    pytest.param(E + b"%matplotlib inline\n", id="notebook"),
    pytest.param(b"<<<<<<< ours\n" + E + b"=======\n>>>>>>> theirs\n", id="merge-conflict"),
    pytest.param(b"{% if x %}\n" + E + b"{% endif %}\n", id="template"),
    pytest.param(E + b"x = $y\n", id="stray-dollar"),
    pytest.param(E + b"x = '\\N{NO SUCH}'\n", id="unknown-character-name"),
    pytest.param(E + b"f(**a, *b)\n", id="arguments"),
    pytest.param(E + b"def f(a, a=1, b): pass\n", id="parameters"),
    pytest.param(E + b"1 = x\n", id="assignment"),
    pytest.param(E + b"x = 1" + b"0" * 5_000 + b"\n", id="5000-digits"),
    pytest.param(E + b"\x0b\n", id="vertical-tab"),
    pytest.param(E + b"\x1a", id="control-z"),
    pytest.param(E + "x\u2028= 1\n".encode(), id="line-separator"),
    pytest.param(E + "x\u00a0= 1\n".encode(), id="no-break-space"),
    pytest.param(E + "x = “y”\n".encode(), id="curly-quotes"),
    pytest.param(E + "😀 = 1\n".encode(), id="emoji-name"),
    pytest.param(BOM * 3 + E, id="three-byte-order-marks"),
    pytest.param(b"x = 1\n" + BOM + E, id="byte-order-mark-inside"),
    pytest.param(b"# \0\n" + E, id="nul-in-comment"),
    pytest.param(E + b"s = '\0'\n", id="nul-in-string"),
    pytest.param(E + b"\0", id="nul-at-the-end"),
    pytest.param(b"\0" * 1000, id="only-nul"),
    pytest.param(E.decode().encode("utf-16"), id="utf-16"),
    pytest.param(E.decode().encode("utf-16-be"), id="utf-16-without-mark"),
    pytest.param(E.decode().encode("utf-32"), id="utf-32"),
    pytest.param(b"\x7fELF\x02\x01\x01" + E, id="binary"),
    pytest.param(b"\x89PNG\r\n\x1a\n\0\0", id="picture"),
    pytest.param(b"\x1f\x8b\x08" + E, id="compressed"),
    pytest.param(b"x = " + b"(" * 900 + b"1" + b")" * 900 + b"\n" + E, id="900-brackets"),
    pytest.param(
        b"".join(b" " * depth + b"if 1:\n" for depth in range(900)) + b" " * 900 + E,
        id="900-blocks",
    ),
]

# How deep Python can read differs between versions; what we say must not.
DEEP = [
    pytest.param(E + b"x = " + b"1 + " * 300 + b"1\n", id="300-terms"),
    pytest.param(E + b"x = " + b"1 + " * 900 + b"1\n", id="900-terms"),
    pytest.param(E + b"x = " + b"1 + " * 5_000 + b"1\n", id="5000-terms"),
    pytest.param(E + b"x = " + b"-" * 300 + b"1\n", id="300-signs"),
    pytest.param(E + b"x = " + b"-" * 5_000 + b"1\n", id="5000-signs"),
    pytest.param(E + b"x = " + b"not " * 900 + b"1\n", id="900-nots"),
    pytest.param(E + b"x = y" + b".z" * 900 + b"\n", id="900-attributes"),
    pytest.param(E + b"x = y" + b".z" * 5_000 + b"\n", id="5000-attributes"),
    pytest.param(E + b"x = y" + b"()" * 900 + b"\n", id="900-calls"),
    pytest.param(E + b"x = y" + b"[0]" * 5_000 + b"\n", id="5000-subscripts"),
    pytest.param(E + b"x = " + b"lambda: " * 900 + b"1\n", id="900-lambdas"),
    pytest.param(E + b"x = " + b"f(" * 150 + b"1" + b")" * 150 + b"\n", id="150-nested-calls"),
    pytest.param(E + b"x = " + b"1 if 2 else " * 900 + b"3\n", id="900-conditions"),
    pytest.param(E + b"if a: pass\n" + b"elif b: pass\n" * 300, id="300-elifs"),
    pytest.param(E + b"if a: pass\n" + b"elif b: pass\n" * 5_000, id="5000-elifs"),
    pytest.param(E + b"x = " + b"'a' " * 5_000 + b"\n", id="5000-strings"),
    pytest.param(E + b"x = " + b"a and " * 5_000 + b"a\n", id="5000-ands"),
    pytest.param(E + b"x = " + b"a < " * 5_000 + b"a\n", id="5000-comparisons"),
    pytest.param(E + b"@d\n" * 2_000 + b"def f(): pass\n", id="2000-decorators"),
    pytest.param(E + b"x = f'" + b"{y}" * 2_000 + b"'\n", id="2000-fields"),
    pytest.param(
        E + b"".join(b" " * depth + b"class C:\n" for depth in range(95)) + b" " * 95 + b"x\n",
        id="95-classes",
    ),
]

# What only some versions of Python can read.
VERSIONS = [
    pytest.param(b"try: pass\nexcept* E: pass\n" + E, (3, 11), id="except-star"),
    pytest.param(b"type X = int\n" + E, (3, 12), id="type-statement"),
    pytest.param(b"def f[T](x: T) -> T: ...\n" + E, (3, 12), id="type-parameters"),
    pytest.param(b"x = f'{y['z']}'\n" + E, (3, 12), id="same-quotes-in-f-string"),
    pytest.param(b"match x:\n    case 1: pass\n" + E, (3, 10), id="match"),
]

EVERYTHING = [*CLEAN, *FOUND, *UNDECODABLE, *UNPARSABLE, *DEEP, *VERSIONS]


def run_flake8(capture: pytest.CaptureFixture[bytes], *arguments: str) -> bytes | None:
    """What flake8 prints, or None if it dies, which must not be our doing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            flake8.main(["-j1", "--select=SOT", *arguments])
        except Exception as error:
            capture.readouterr()
            places = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
            assert not [place for place in places if f"{os.sep}flake8_ssot{os.sep}" in place]
            return None
    out = capture.readouterr().out
    if b" failed during execution due to " in out:
        assert b'"pyflakes[F]" failed' in out
        return None
    return out


def run_check(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error of `ssot check`."""
    code = cli.main(["check", *arguments])
    out, err = capture.readouterr()
    return code, out, err.decode()


def positions(output: bytes) -> list[str]:
    return re.findall(r"^user\.py:(\d+:\d+): SOT101 ", output.decode(), re.MULTILINE)


class Check:
    """Judges bytes as `user.py` and compares with flake8."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder = folder
        self.capture = capture

    def __call__(self, source: bytes) -> tuple[int, list[str], str]:
        """Exit code, positions and standard error."""
        write_files(self.folder, {"ssot.toml": RULES, "user.py": source})
        code, out, err = run_check(self.capture, "user.py")
        expected = run_flake8(self.capture, "user.py")
        assert expected is None or out == expected
        assert len(positions(out)) == out.count(b"\n")
        return code, positions(out), err


@pytest.fixture
def check(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Check:
    return Check(project_dir, capsysbinary)


@pytest.mark.parametrize("source", CLEAN)
def test_clean(source: bytes, check: Check) -> None:
    assert check(source) == (0, [], "")


@pytest.mark.parametrize(("source", "position"), FOUND)
def test_found(source: bytes, position: str, check: Check) -> None:
    assert check(source) == (1, [position], "")


@pytest.mark.parametrize(("source", "position"), UNDECODABLE)
def test_undecodable_files_are_judged_and_never_clean(
    source: bytes, position: str, check: Check
) -> None:
    code, found, err = check(source)
    assert (code, found) == (2, [position])
    assert PROBLEM.fullmatch(err)
    assert "cannot be decoded" in err


@pytest.mark.parametrize("source", UNPARSABLE)
def test_unparsable_files_are_told_in_one_line(source: bytes, check: Check) -> None:
    code, found, err = check(source)
    assert (code, found) == (2, [])
    assert PROBLEM.fullmatch(err)


@pytest.mark.parametrize("source", DEEP)
def test_deep_files_are_judged_or_told(source: bytes, check: Check) -> None:
    """Whatever Python can parse is judged: we do not run out of stack where it does not."""
    code, found, err = check(source)
    if code == 2:
        assert found == []
        assert PROBLEM.fullmatch(err)
        assert "RecursionError" in err or "MemoryError" in err or "too " in err
    else:
        assert (code, found, err) == (1, ["1:32"], "")


def test_what_every_version_can_parse_is_judged(check: Check) -> None:
    """900 terms kill pyflakes, and flake8 with it; not us."""
    for source in (
        E + b"x = " + b"1 + " * 900 + b"1\n",
        E + b"x = y" + b".z" * 900 + b"\n",
        E + b"if a: pass\n" + b"elif b: pass\n" * 300,
        E + b"x = " + b"a and " * 5_000 + b"a\n",
    ):
        assert check(source) == (1, ["1:32"], "")


@pytest.mark.parametrize(("source", "since"), VERSIONS)
def test_syntax_of_some_versions(source: bytes, since: tuple[int, int], check: Check) -> None:
    code, found, err = check(source)
    if sys.version_info >= since:
        assert (code, len(found), err) == (1, 1, "")
    else:
        assert (code, found) == (2, [])
        assert PROBLEM.fullmatch(err)


LINES = [  # source, the line that is named
    pytest.param(E + b")\n", 2, id="second"),
    pytest.param(b"x = (\n" + E, 1, id="first"),
    pytest.param(b"\r\rx = )\r", 3, id="cr-only"),
    pytest.param(BOM + b"x = )\n", 1, id="byte-order-mark"),
    pytest.param(b"\n" * 998 + b"1 = 2\n", 999, id="999th"),
]


@pytest.mark.parametrize(("source", "line"), LINES)
def test_the_line_of_a_syntax_error(source: bytes, line: int, check: Check) -> None:
    code, _, err = check(source)
    assert code == 2
    assert err.startswith(f"user.py:{line}: cannot be parsed: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("rows", [FOUND, UNDECODABLE, UNPARSABLE, DEEP], ids=len)
def test_files_that_mention_no_rule_are_as_unreadable_as_those_that_do(
    rows: list[object],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """The quick way past such files must not hide that nobody can read them."""
    unlike = {}
    for row in rows:
        source = row.values[0]  # type: ignore[attr-defined]
        codes = []
        for words in (b"acme.legacy", b"other.legacy"):
            data = source.replace(b"acme.legacy", words)
            write_files(project_dir, {"ssot.toml": RULES, "user.py": data})
            codes.append(run_check(capsysbinary, "user.py")[0] == 2)
        if codes[0] != codes[1]:
            unlike[row.id] = codes  # type: ignore[attr-defined]
    assert unlike == {}


def test_standard_input_is_judged_like_a_file(
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Every row of every table: as the file, and as flake8 where it can decode its input."""
    unlike = {}
    survived = 0
    for row in EVERYTHING:
        source = row.values[0]
        assert isinstance(source, bytes)
        write_files(project_dir, {"ssot.toml": RULES, "user.py": source})
        as_file = run_check(capsysbinary, "user.py")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source)))
        as_input = run_check(capsysbinary, "--stdin-filename=user.py", "-")
        stdin_get_value.cache_clear()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source)))
        expected = run_flake8(capsysbinary, "--stdin-display-name=user.py", "-")
        survived += expected is not None
        if as_input != as_file or expected not in (None, as_input[1]):
            unlike[row.id] = (as_file, as_input, expected)
    assert unlike == {}
    assert survived > len(EVERYTHING) // 2


NAMES = [
    pytest.param("with space.py", id="blank"),
    pytest.param(" .py", id="only-a-blank"),
    pytest.param("ünï.py", id="letters"),
    pytest.param("日本😀.py", id="wide"),
    pytest.param("u\u0308.py", id="combining"),
    pytest.param("a\tb.py", id="tab"),
    pytest.param("a\nb.py", id="newline"),
    pytest.param("a\u2028b.py", id="line-separator"),
    pytest.param("a:1:2: E501 b.py", id="position"),
    pytest.param('it\'s "quoted".py', id="quotes"),
    pytest.param("%(path)s {0} %s.py", id="placeholders"),
    pytest.param("[ab]*.py", id="glob"),
    pytest.param("$HOME;`ls`&.py", id="shell"),
    pytest.param("\x1b[31mred.py", id="escape"),
    pytest.param("n" * 240 + ".py", id="long"),
    pytest.param("script", id="no-extension"),
    pytest.param("stub.pyi", id="stub"),
    pytest.param("a.PY", id="capitals"),
    pytest.param("a.txt", id="text"),
    pytest.param(".hidden.py", id="hidden"),
    pytest.param("stdin", id="stdin"),
    pytest.param("d i r/ä/a.py", id="folders"),
    pytest.param("user.py", id="plain"),
]


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_files(project_dir, {"ssot.toml": RULES, name: E})
    code, out, err = run_check(capsysbinary, name)
    assert (code, err) == (1, "")
    assert out.startswith(f"{name}:1:32: SOT101 ".encode())
    assert out == run_flake8(capsysbinary, name)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_unparsable_files(
    name: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, name: E + b")\n"})
    code, out, err = run_check(capsysbinary, name)
    assert (code, out) == (2, b"")
    assert err.startswith(f"{clean(name)}:2: cannot be parsed: ")  # one line, whatever the name
    assert err.count("\n") == 1
    assert run_flake8(capsysbinary, name) == b""


def test_names_found_in_a_folder(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    names = [str(row.values[0]) for row in NAMES]
    write_files(project_dir, {"ssot.toml": RULES, **dict.fromkeys(names, E)})
    code, out, err = run_check(capsysbinary, ".")
    assert (code, err) == (1, "")
    assert out.count(b": SOT101 ") == sum(name.endswith((".py", ".pyi")) for name in names)
    lines = out.splitlines(keepends=True)
    assert lines != (of_python := [line for line in lines if b".pyi:" not in line])
    assert b"".join(of_python) == run_flake8(capsysbinary, ".")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param(b"\xff.py", b"\\udcff.py", id="one-byte"),
        pytest.param("é".encode("latin-1") + b"\xc3\xa9.py", b"\\udce9\xc3\xa9.py", id="mixed"),
    ],
)
def test_names_that_are_no_text(
    name: bytes, shown: bytes, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """flake8 dies of them; we show the bytes."""
    write_files(project_dir, {"ssot.toml": RULES})
    (project_dir / os.fsdecode(name)).write_bytes(E)
    for argument in (os.fsdecode(name), "."):
        code, out, err = run_check(capsysbinary, argument)
        assert (code, err) == (1, "")
        assert out.removeprefix(b"./").startswith(shown + b":1:32: SOT101 ")
        assert run_flake8(capsysbinary, argument) is None
    (project_dir / os.fsdecode(name)).write_bytes(E + b")\n")
    code, out, err = run_check(capsysbinary, os.fsdecode(name))
    assert (code, out) == (2, b"")
    assert err.startswith(f"{shown.decode()}:2: cannot be parsed: ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16", "utf-8"])
def test_output_is_utf_8_whatever_the_terminal_speaks(encoding: str, project_dir: Path) -> None:
    """As flake8's is, which writes bytes."""
    rules = RULES.replace("shares state", "日本")
    write_files(project_dir, {"ssot.toml": rules, "é日.py": E})
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    printed = []
    for command in (["flake8", "--select=SOT"], ["flake8_ssot", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", *command, "é日.py"],
            capture_output=True,
            timeout=60,
            env=environment,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        printed.append(done.stdout)
    assert printed[0].startswith("é日.py:1:32: SOT101 ".encode())
    assert printed[1] == printed[0]


UNREADABLE = [
    pytest.param("missing.py", "No such file or directory", id="missing"),
    pytest.param("dangling.py", "No such file or directory", id="dangling-link"),
    pytest.param("loop.py", "Too many levels of symbolic links", id="link-to-itself"),
    pytest.param("user.py/x.py", "Not a directory", id="below-a-file"),
    pytest.param("n" * 300 + ".py", "File name too long", id="name-too-long"),
]


@pytest.mark.parametrize(("name", "reason"), UNREADABLE)
def test_unreadable_files(
    name: str, reason: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The others are judged as ever."""
    write_files(project_dir, {"ssot.toml": RULES, "user.py": E})
    (project_dir / "dangling.py").symlink_to("nowhere.py")
    (project_dir / "loop.py").symlink_to("loop.py")
    code, out, err = run_check(capsysbinary, name, "user.py")
    assert (code, positions(out)) == (2, ["1:32"])
    assert err == f"{name}: cannot be read: {reason}\n"
    assert out == run_flake8(capsysbinary, name, "user.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_refused_at_once(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """flake8 would wait for a writer."""
    write_files(project_dir, {"ssot.toml": RULES, "user.py": E})
    os.mkfifo(project_dir / "pipe.py")
    code, out, err = run_check(capsysbinary, "pipe.py", "user.py")
    assert (code, positions(out)) == (2, ["1:32"])
    assert err == "pipe.py: is not a regular file\n"


def test_links_and_folders_that_look_like_files(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "user.py": E, "folder.py/a.py": E})
    (project_dir / "link.py").symlink_to("user.py")
    (project_dir / "linked").symlink_to("folder.py")
    for arguments in (["."], ["folder.py", "link.py"], ["linked", "link.py", "user.py"]):
        code, out, err = run_check(capsysbinary, *arguments)
        assert (code, err) == (1, "")
        assert out.count(b"SOT101") > 1
        assert out == run_flake8(capsysbinary, *arguments)

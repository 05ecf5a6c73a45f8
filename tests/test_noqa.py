"""`# noqa`: real flake8 and `ssot check` print the same bytes, comment by comment."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flake8.main import cli as flake8
from flake8.utils import stdin_get_value
from support import RULES, write_files

from flake8_ssot import cli
from flake8_ssot.noqa import NoqaLines, comment_hides, hides_file
from flake8_ssot.source import split_lines

ENGINE = "from acme.legacy.engine import Engine"

# What stands behind an import that breaks SOT101, and is it hidden?
HIDING = [
    pytest.param("# noqa", id="blanket"),
    pytest.param("# NOQA", id="capitals"),
    pytest.param("# NoQa", id="mixed-case"),
    pytest.param("# noqa: SOT101", id="code"),
    pytest.param("# noqa:SOT101", id="code-without-blank"),
    pytest.param("# NOQA:SOT101", id="capitals-code-without-blank"),
    pytest.param("# noqa:\tSOT101", id="code-after-tab"),
    pytest.param("# noqa:\u00a0SOT101", id="code-after-no-break-space"),
    pytest.param("# noqa: SOT10", id="prefix-with-two-digits"),
    pytest.param("# noqa: SOT1", id="prefix-with-one-digit"),
    pytest.param("# noqa: E501 SOT101", id="list-with-blank"),
    pytest.param("# noqa: E501,SOT101", id="list-with-comma"),
    pytest.param("# noqa: E501, SOT101", id="list-with-comma-and-blank"),
    pytest.param("# noqa: E501 ,\tSOT101", id="list-with-loose-separators"),
    pytest.param("# noqa: E501, SOT101 because", id="list-then-words"),
    pytest.param("# noqa: SOT101,", id="trailing-comma"),
    pytest.param("# noqa: SOT101: a reason", id="code-then-colon"),
    pytest.param("# noqa: SOT101 # noqa: E501", id="first-of-two-comments"),
    pytest.param("# noqa:", id="colon-and-nothing"),
    pytest.param("# noqa: SOT", id="letters-only-are-blanket"),
    pytest.param("# noqa: legacy-import", id="a-name-is-blanket"),
    pytest.param("# noqa : X999", id="blank-before-colon-is-blanket"),
    pytest.param("# noqa:  X999", id="two-blanks-are-blanket"),
    pytest.param("# noqa: because X999", id="words-first-are-blanket"),
    pytest.param("# noqa: (X999)", id="brackets-are-blanket"),
    pytest.param("# noqa: 101", id="digits-only-are-blanket"),
    pytest.param("# noqa because", id="no-colon-then-words"),
    pytest.param("# noqable", id="longer-word"),
    pytest.param("# type: ignore  # noqa: SOT101", id="after-another-comment"),
    pytest.param("# why: # noqa", id="inside-a-comment"),
    pytest.param("; x = '# noqa'", id="in-a-string-on-the-line"),
    pytest.param("; x = '''\n# noqa\n'''", id="in-a-multi-line-string-behind-it"),
]
SHOWING = [
    pytest.param("", id="nothing"),
    pytest.param("# noqa: sot101", id="small-letters"),
    pytest.param("# noqa: Sot101", id="mixed-letters"),
    pytest.param("# noqa: X999", id="other-code"),
    pytest.param("# noqa: SOT102", id="other-code-of-ours"),
    pytest.param("# noqa: SOT1011", id="longer-code"),
    pytest.param("# noqa: S1", id="code-that-is-no-prefix"),
    pytest.param("# noqa: SOT101SOT102", id="codes-run-together"),
    pytest.param("# noqa: E501 because SOT101", id="code-behind-words"),
    pytest.param("# noqa: E501 | SOT101", id="code-behind-a-bar"),
    pytest.param("# noqa: E501;SOT101", id="code-behind-a-semicolon"),
    pytest.param("# noqa: E501 SOT", id="letters-behind-a-code"),
    pytest.param("# noqa: E501  # noqa: SOT101", id="second-of-two-comments"),
    pytest.param("# noqa: E501  # noqa", id="blanket-behind-another"),
    pytest.param("#noqa", id="no-blank"),
    pytest.param("#  noqa", id="two-blanks"),
    pytest.param("#\tnoqa", id="tab"),
    pytest.param("# xx noqa", id="not-first"),
    pytest.param("# no qa", id="two-words"),
    pytest.param("# nоqa", id="cyrillic-letter"),  # noqa: RUF001
    pytest.param("# ruff: noqa", id="ruff"),
    pytest.param("# flake8: noqa", id="whole-file-form-behind-code"),
    pytest.param("\n# noqa", id="on-the-next-line"),
]

BOTH = """\
from acme.legacy.engine import (
    Engine,
    Engine as Old,
)
"""
ALL_OF_BOTH = ["2:5: SOT101", "3:5: SOT101"]
ONE = ["1:32: SOT101"]
SECOND = ["2:32: SOT101"]

# Where the comment stands, and which findings are left.
PLACES = [
    pytest.param(BOTH, ALL_OF_BOTH, id="brackets-without-comment"),
    pytest.param(BOTH.replace("ne,", "ne,  # noqa"), ["3:5: SOT101"], id="one-name-of-two"),
    pytest.param(
        BOTH.replace("ne,", "ne,  # noqa: X999"), ALL_OF_BOTH, id="one-name-with-another-code"
    ),
    pytest.param(BOTH.replace(")", ")  # noqa"), ALL_OF_BOTH, id="on-the-closing-bracket"),
    pytest.param(BOTH.replace("(", "(  # noqa"), [], id="on-the-first-line"),
    pytest.param(BOTH.replace("(", "(  # noqa: SOT101"), [], id="on-the-first-line-with-code"),
    pytest.param(
        BOTH.replace("(", "(  # noqa: X999"), ALL_OF_BOTH, id="on-the-first-line-with-another-code"
    ),
    pytest.param(
        BOTH.replace("(", "(  # noqa: X999").replace("ld,", "ld,  # noqa: SOT101"),
        ["2:5: SOT101"],
        id="other-code-first-ours-on-the-name",
    ),
    pytest.param("# noqa\n" + BOTH, ["3:5: SOT101", "4:5: SOT101"], id="on-the-line-above"),
    pytest.param(
        "from acme.legacy.engine import \\\n    Engine  # noqa\n", [], id="backslash-noqa-last"
    ),
    pytest.param(
        "from acme.legacy.engine import \\\n    Engine, \\\n    Other  # noqa: SOT101\n",
        [],
        id="backslash-noqa-behind-the-finding",
    ),
    pytest.param(
        "from acme.legacy.engine import \\\n    Engine  # noqa: X999\n",
        ["2:5: SOT101"],
        id="backslash-other-code",
    ),
    pytest.param(f'"""\n# noqa\n"""; {ENGINE}\n', [], id="multi-line-string-before-it"),
    pytest.param(
        f'"""\n# noqa\n"""\n{ENGINE}\n', ["4:32: SOT101"], id="multi-line-string-above-it"
    ),
    pytest.param(f'f"""\n# noqa {{1}}\n"""; {ENGINE}\n', [], id="multi-line-f-string-before-it"),
    pytest.param(
        f'f"""\n# noqa {{\n1}}\n"""\n{ENGINE}\n',
        ["5:32: SOT101"],
        id="multi-line-f-string-above-it",
    ),
    pytest.param(f"if True: {ENGINE}  # noqa\n", [], id="after-a-colon"),
    pytest.param(f"if True:  # noqa\n    {ENGINE}\n", ["2:36: SOT101"], id="on-the-block-above"),
    pytest.param(f"x = 1; {ENGINE}  # noqa\n", [], id="after-a-semicolon"),
    pytest.param(f"{ENGINE}  # noqa\n{ENGINE}\n", SECOND, id="the-first-of-two-lines"),
    pytest.param(f"{ENGINE}  # noqa", [], id="no-final-newline"),
    pytest.param(f"{ENGINE}  # noqa\r\n{ENGINE}\r\n", SECOND, id="crlf"),
    pytest.param(f"{ENGINE}  # noqa\r{ENGINE}\r", SECOND, id="cr-only"),
    pytest.param(f"{ENGINE}  # \u2028 # noqa\n{ENGINE}\n", SECOND, id="line-separator-in-comment"),
    pytest.param(f"{ENGINE}  # \x0c # noqa\n{ENGINE}\n", SECOND, id="form-feed-in-comment"),
    pytest.param(f"{ENGINE}  # é # noqa: SOT101\n{ENGINE}\n", SECOND, id="not-ascii"),
    pytest.param("import acme\nacme.tools.run()  # noqa: SOT102\n", [], id="attribute"),
    pytest.param(
        "import acme\nacme.tools.run()  # noqa: SOT101\n",
        ["2:1: SOT102"],
        id="attribute-with-the-import-code",
    ),
    pytest.param(
        "import acme\nprint(\n    acme.tools.run(),  # noqa\n    acme.tools.stop(),\n)\n",
        ["4:5: SOT102"],
        id="attribute-in-brackets",
    ),
    pytest.param(
        "import acme\nprint(  # noqa\n    acme.tools.run(),\n)\n",
        ["3:5: SOT102"],
        id="attribute-below-the-first-line",
    ),
    pytest.param(
        'import acme\nprint("""\n# noqa\n""", acme.tools.run())\n',
        [],
        id="attribute-behind-a-multi-line-string",
    ),
    pytest.param(
        "import acme\nacme \\\n    .tools.run()  # noqa\n", [], id="attribute-over-a-backslash"
    ),
    pytest.param(f"# flake8: noqa\n{ENGINE}\n", [], id="file"),
    pytest.param(f"{ENGINE}\n# flake8: noqa\n", [], id="file-last-line"),
    pytest.param(f"{ENGINE}\n# flake8: noqa", [], id="file-last-line-without-newline"),
    pytest.param(f"# FLAKE8:NOQA\n{ENGINE}\n", [], id="file-capitals"),
    pytest.param(f"# flake8=noqa\n{ENGINE}\n", [], id="file-equals"),
    pytest.param(f"# flake8: noqa: X999\n{ENGINE}\n", [], id="file-with-another-code"),
    pytest.param(f"# flake8: noqable\n{ENGINE}\n", [], id="file-longer-word"),
    pytest.param(f"if True:\n    # flake8: noqa\n    {ENGINE}\n", [], id="file-indented"),
    pytest.param(f"\x0c# flake8: noqa\n{ENGINE}\n", [], id="file-after-form-feed"),
    pytest.param(f"\ufeff# flake8: noqa\n{ENGINE}\n", [], id="file-after-byte-order-mark"),
    pytest.param(f"# x\r# flake8: noqa\r{ENGINE}\r", [], id="file-cr-only"),
    pytest.param(f'"""\n# flake8: noqa\n"""\n{ENGINE}\n', [], id="file-in-a-string"),
    pytest.param(f'"""# flake8: noqa"""\n{ENGINE}\n', SECOND, id="file-form-behind-quotes"),
    pytest.param(f"#flake8: noqa\n{ENGINE}\n", SECOND, id="file-form-without-blank"),
    pytest.param(f"# flake8 : noqa\n{ENGINE}\n", SECOND, id="file-form-with-blank"),
    pytest.param(f"# flake8: no\n{ENGINE}\n", SECOND, id="file-form-cut-short"),
    pytest.param(f"x = 1  # flake8: noqa\n{ENGINE}\n", SECOND, id="file-form-behind-code"),
    pytest.param(f"{ENGINE}\n", ONE, id="no-comment"),
]


def both(
    capture: pytest.CaptureFixture[bytes], *options: str, paths: Sequence[str] = ("user.py",)
) -> tuple[bytes, bytes]:
    """What flake8 and `ssot check` print for `paths`."""
    common = [*options, *paths]
    flake8.main(["-j1", "--select=SOT", "--isolated", "--ssot-config=ssot.toml", *common])
    expected = capture.readouterr().out
    cli.main(["check", "--config=ssot.toml", *common])
    return expected, capture.readouterr().out


def brief(output: bytes) -> list[str]:
    """Line, column and code of each line about `user.py`."""
    found = re.findall(r"^user\.py:(\d+:\d+: \w+) ", output.decode(), re.MULTILINE)
    assert len(found) == output.count(b"\n")
    return found


def write(folder: Path, source: str) -> None:
    write_files(folder, {"ssot.toml": RULES, "user.py": source})


@pytest.mark.parametrize("comment", HIDING)
def test_comments_that_hide(
    comment: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(project_dir, f"{ENGINE}  {comment}\n")
    assert both(capsysbinary) == (b"", b"")


@pytest.mark.parametrize("comment", SHOWING)
def test_comments_that_hide_nothing(
    comment: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(project_dir, f"{ENGINE}  {comment}\n")
    expected, ours = both(capsysbinary)
    assert brief(ours) == ONE
    assert ours == expected


@pytest.mark.parametrize(("source", "left"), PLACES)
def test_where_a_comment_counts(
    source: str, left: list[str], project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(project_dir, source)
    expected, ours = both(capsysbinary)
    assert brief(ours) == left
    assert ours == expected


def test_disable_noqa_shows_what_comments_hide(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """All rows of both tables in one run, a file for each."""
    sources = [f"{ENGINE}  {row.values[0]}\n" for row in [*HIDING, *SHOWING]]
    sources += [str(row.values[0]) for row in PLACES]
    files = {f"{number:03}.py": source for number, source in enumerate(sources)}
    write_files(project_dir, {"ssot.toml": RULES, **files})
    expected, ours = both(capsysbinary, "--disable-noqa", paths=sorted(files))
    shown = {line.partition(":")[0] for line in ours.decode().split("\n")[:-1]}
    assert shown == set(files)
    assert ours == expected


def test_standard_input_has_the_same_comments(
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    source = f"{ENGINE}  # noqa\n{ENGINE}\n{ENGINE}  # noqa: X999\n"
    write_files(project_dir, {"ssot.toml": RULES})
    printed = []
    stdin_get_value.cache_clear()
    for run, arguments in (
        (flake8.main, ["--select=SOT", "--isolated", "--stdin-display-name=user.py", "-"]),
        (cli.main, ["check", "--stdin-filename=user.py", "-"]),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source.encode())))
        run(arguments)
        printed.append(capsysbinary.readouterr().out)
    assert brief(printed[1]) == ["2:32: SOT101", "3:32: SOT101"]
    assert printed[1] == printed[0]


@pytest.mark.parametrize(
    ("text", "code", "hidden"),
    [
        pytest.param("x  # noqa: SOT101", "SOT101", True, id="same"),
        pytest.param("x  # noqa: SOT1", "SOT102", True, id="prefix"),
        pytest.param("x  # noqa", "SOT900", True, id="blanket"),
        pytest.param("x  # noqa: SOT101", "SOT102", False, id="other"),
        pytest.param("x", "SOT101", False, id="no-comment"),
        pytest.param("", "SOT101", False, id="empty"),
    ],
)
def test_comment_hides(text: str, code: str, hidden: bool) -> None:
    assert comment_hides(text, code) is hidden


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param("a  # noqa\nb\n", ["a  # noqa\n", "b\n", ""], id="each-line-its-own"),
        pytest.param("f(  # noqa\n  a)\n", ["f(  # noqa\n", "  a)\n", ""], id="brackets"),
        pytest.param("a \\\n  b  # noqa\n", ["a \\\n  b  # noqa\n"] * 2 + [""], id="backslash"),
        pytest.param("'''\n# noqa'''\n", ["'''\n# noqa'''\n"] * 2 + [""], id="multi-line-string"),
        pytest.param("'''\n  # noqa\n", ["'''\n", "  # noqa\n", ""], id="not-to-be-tokenized"),
        pytest.param("a\nb\n", ["", "", ""], id="no-comment-nothing-to-search"),
        pytest.param("", ["", "", ""], id="empty"),
    ],
)
def test_the_text_searched_for_each_line(source: str, texts: list[str]) -> None:
    noqa = NoqaLines(split_lines(source))
    assert [noqa.text_for(line) for line in (1, 2, 3)] == texts


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        pytest.param("# flake8: noqa\n", True, id="alone"),
        pytest.param("x = 1\n\t# Flake8=NoQA: X999", True, id="indented-last-line"),
        pytest.param("x = 1  # flake8: noqa\n", False, id="behind-code"),
        pytest.param("# noqa\n", False, id="for-one-line"),
        pytest.param("", False, id="empty"),
    ],
)
def test_hides_file(source: str, hidden: bool) -> None:
    assert hides_file(split_lines(source)) is hidden

"""How import statements are taken apart: where each piece of them is in the file's bytes."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_ssot.import_layout import Layout, layout_of
from flake8_ssot.source import Source, Unparsable, as_utf8, decode, parse, split_lines


def source_of(data: bytes) -> Source:
    decoded = decode(data)
    tree = parse(decoded.text)
    assert not isinstance(tree, Unparsable), tree
    return Source("a.py", split_lines(decoded.text), tree, as_utf8(data, decoded.encoding))


def imports(source: Source) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def read(text: str | bytes) -> tuple[Source, Layout]:
    """The source and the layout of its last import."""
    source = source_of(text.encode() if isinstance(text, str) else text)
    found = layout_of(source, list(imports(source))[-1])
    assert found is not None
    return source, found


def brief(text: str | bytes) -> dict[str, object]:
    """What a person sees of a layout, as text."""
    source, layout = read(text)

    def cut(start: int, end: int) -> str:
        return source.data[start:end].decode()

    result: dict[str, object] = {
        "text": cut(layout.start, layout.end),
        "names": [cut(item.start, item.name_end) for item in layout.aliases],
        "aliases": [cut(item.start, item.end) for item in layout.aliases],
        "commas": [item.comma is not None for item in layout.aliases],
        "above": [[piece.text for piece in item.above] for item in layout.aliases],
        "behind": [item.behind.text if item.behind else None for item in layout.aliases],
        "indents": [item.indent for item in layout.aliases],
        "module": cut(*layout.module) if layout.module else None,
        "brackets": (layout.opening is not None) + (layout.closing is not None),
        "comment": layout.comment.text if layout.comment else None,
        "alone": layout.is_alone,
        "indent": layout.indent,
        "newline": layout.newline,
        "lines": (layout.first_line, layout.last_line),
    }
    for piece in (*layout.pieces, *filter(None, [layout.comment])):
        assert cut(piece.start, piece.end) == piece.text
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "import a\n",
            {
                "text": "import a",
                "module": None,
                "aliases": ["a"],
                "commas": [False],
                "brackets": 0,
                "comment": None,
                "alone": True,
                "indent": "",
                "newline": "\n",
                "lines": (1, 1),
                "indents": [None],
                "behind": [None],
                "above": [[]],
            },
            id="plain",
        ),
        pytest.param(
            "import a . b  as  c , d\n",
            {"names": ["a . b", "d"], "aliases": ["a . b  as  c", "d"], "commas": [True, False]},
            id="odd-spaces",
        ),
        pytest.param(
            "from a import b as c, d\n",
            {"module": "a", "names": ["b", "d"], "aliases": ["b as c", "d"]},
            id="from",
        ),
        pytest.param(
            "from acme . tools import b\n", {"module": "acme . tools"}, id="module-with-spaces"
        ),
        pytest.param("from .. . core import b\n", {"module": ".. . core"}, id="relative"),
        pytest.param("from ... import b\n", {"module": "..."}, id="ellipsis"),
        pytest.param("from.import b\n", {"module": "."}, id="dot-without-spaces"),
        pytest.param("from . import(b)\n", {"brackets": 2, "aliases": ["b"]}, id="no-space"),
        pytest.param(
            "from a\\\n  .b import \\\n    c, \\\n    d  # e\n",
            {
                "module": "a\\\n  .b",
                "aliases": ["c", "d"],
                "lines": (1, 4),
                "comment": "# e",
                "behind": [None, None],
                "brackets": 0,
                "indents": ["    ", "    "],
            },
            id="backslashes",
        ),
        pytest.param("from a import *\n", {"aliases": ["*"]}, id="star"),
        pytest.param(
            "from a import (  # head\n"
            "    # one\n"
            "    # two\n"
            "    b as c,  # behind b\n"
            "\n"
            "    # apart\n"
            "\n"
            "    d, e,  # behind e\n"
            "    f  # behind f\n"
            "    ,  # nobody's\n"
            "    # last\n"
            ")  # end\n",
            {
                "above": [["# one", "# two"], [], [], []],
                "behind": ["# behind b", None, "# behind e", "# behind f"],
                "commas": [True] * 4,
                "indents": ["    ", "    ", None, "    "],
                "comment": "# end",
                "brackets": 2,
                "lines": (1, 12),
            },
            id="comments",
        ),
        pytest.param(
            "from a import (\n    b  # of b\n    # of c\n    , c  # behind c\n)\n",
            {
                "behind": ["# of b", "# behind c"],
                "above": [[], ["# of c"]],
                "indents": ["    ", None],
            },
            id="leading-commas",
        ),
        pytest.param(
            "from a import (b,  # of b\n               c)  # end\n",
            {"behind": ["# of b", None], "comment": "# end", "commas": [True, False]},
            id="hugging",
        ),
        pytest.param(
            "x = 1; from a import b  # c\n", {"alone": False, "comment": "# c"}, id="behind"
        ),
        pytest.param(
            "from a import b; x = 1  # c\n", {"alone": False, "comment": None}, id="before"
        ),
        pytest.param("from a import b;\n", {"alone": False}, id="semicolon"),
        pytest.param("if x: import b\n", {"alone": False, "indent": ""}, id="one-line-suite"),
        pytest.param("if x: \\\n    import b\n", {"alone": False}, id="suite-behind-backslash"),
        pytest.param("# x \\\nimport b\n", {"alone": True}, id="comment-ends-with-backslash"),
        pytest.param("if x:\n    import b\n", {"alone": True, "indent": "    "}, id="indented"),
        pytest.param("if x:\n\timport b\n", {"alone": True, "indent": "\t"}, id="tab"),
        pytest.param(
            "\fimport b\n", {"alone": True, "indent": "", "text": "import b"}, id="form-feed"
        ),
        pytest.param(
            "if x:\n  \f  import b\n", {"indent": "  ", "alone": True}, id="form-feed-inside"
        ),
        pytest.param(
            "'''\n\u2003'''; from a import (b,\n  c)\n",
            {"alone": False, "aliases": ["b", "c"], "indent": "", "lines": (2, 3)},
            id="behind-multi-line-string",
        ),
        pytest.param(
            "é = 'ü'; from ä import ö as ß\n", {"module": "ä", "names": ["ö"]}, id="non-ascii"
        ),
        pytest.param(
            "from ä import (é,\n   ö,  # ü\n)", {"behind": [None, "# ü"]}, id="non-ascii-2"
        ),
        pytest.param("import a\r\nfrom b import c\r\n", {"newline": "\r\n"}, id="crlf"),
        pytest.param(
            "import a\rfrom b import (c,\rd)\r", {"newline": "\r", "lines": (2, 3)}, id="cr"
        ),
        pytest.param("import a\r\nfrom b import (c,\n\rd)\r", {"newline": "\n"}, id="mixed"),
        pytest.param("import a\r\nfrom b import c", {"newline": "\r\n"}, id="no-final-newline"),
        pytest.param("import c  # d", {"newline": "\n", "comment": "# d"}, id="final-comment"),
        pytest.param(
            "\ufefffrom a import b\n", {"text": "from a import b", "alone": True}, id="bom"
        ),
        pytest.param(
            "# coding: latin-1\né = 1; from ä import (b,  # ü\n c)\n".encode("latin-1"),
            {"module": "ä", "behind": ["# ü", None]},
            id="latin-1",
        ),
    ],
)
def test_layout(text: str | bytes, expected: dict[str, object]) -> None:
    found = brief(text)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", True),
        ("# NOQA: F401", True),
        ("# type: ignore[attr-defined]", True),
        ("#isort:skip", True),
        ("# why  # pylint: disable=x", True),
        ("# pragma: no cover", True),
        ("# nosec", True),
        ("# prototype: old", False),
        ("# why not", False),
    ],
)
def test_pragmas(comment: str, expected: bool) -> None:
    found = read(f"import a  {comment}\n")[1].comment
    assert found is not None
    assert found.is_pragma is expected


def refused(source: Source) -> bool:
    return layout_of(source, next(imports(source))) is None


def test_a_comment_or_a_continuation() -> None:
    assert refused(source_of(b"x = 1  # y \\\nimport b\n"))
    assert refused(source_of(b"x = '#'; \\\nimport b\n"))


def test_bytes_that_are_not_those_of_the_lines() -> None:
    text = "import a\n"
    assert refused(Source("a.py", [text], ast.parse(text), b"import b\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import a, b\n", "import a\n"),  # fewer names
        ("import a\n", "import b.c\n"),  # another end
        ("import a\n", "import  a\n"),  # another start
        ("import a\n", "import a, \n"),
        ("import a\n", "import , \n"),
        ("from a import (b)\n", "from a import b, \n"),
        ("import a\n", "print(a)\n"),
        ("import a\n", "import (\n"),  # never closed
        ("import a\n", "import '''\n"),
        ("import a\n", "\n"),
    ],
)
def test_a_tree_that_is_not_of_the_text(text: str, line: str) -> None:
    assert refused(Source("a.py", [line], ast.parse(text)))


def test_tokens_at_wrong_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(b"import a\n")
    token = tokenize.TokenInfo(tokenize.NAME, "import", (1, 1), (1, 7), "import a\n")
    monkeypatch.setattr(tokenize, "generate_tokens", lambda _: iter([token]))
    assert refused(source)
    monkeypatch.setattr(tokenize, "generate_tokens", lambda _: iter([]))
    assert refused(source)


def test_only_the_statement_is_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of(
        b"import a\n" + b"x = 1\n" * 100 + b"from b import (c,\n d)\n" + b"y\n" * 100
    )
    asked = set()
    line = Source.line

    def noted(self: Source, number: int) -> str:
        asked.add(number)
        return line(self, number)

    monkeypatch.setattr(Source, "line", noted)
    for node in imports(source):
        assert layout_of(source, node) is not None
    assert asked <= {0, 1, 2, 101, 102, 103, 104}


def test_own_imports() -> None:
    source = source_of(Path(__file__).read_bytes())
    assert all(layout_of(source, node) for node in imports(source))

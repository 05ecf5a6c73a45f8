"""Notebooks: which code they hold, where it stands, and what writing it back changes."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from embedded_support import changed, embedded_in, notebook_of, parts, places
from support import ENOUGH_SECONDS

from flake8_ssot.embedded import read, write_back
from flake8_ssot.fragments import Embedded, HostKind, Place
from flake8_ssot.notebooks import notebook
from flake8_ssot.source import Unparsable

NOTEBOOK = HostKind.NOTEBOOK


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, **more}


def whole(*cells: Any, **metadata: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": metadata})


# Which cells count.

CELLS = [
    pytest.param(whole(code("import a\nx = a.b")), ["import a\nx = a.b"], id="string"),
    pytest.param(whole(code(["import a\n", "x = 1"])), ["import a\nx = 1"], id="list"),
    pytest.param(whole(code(["import a\n", ""])), ["import a"], id="empty-string-at-the-end"),
    pytest.param(
        whole(code(["imp", "ort a\nx = 1\n", "y"])), ["import a\nx = 1\ny"], id="odd-list"
    ),
    pytest.param(whole(code("a\r\nb\rc\n\n")), ["a\nb\nc\n"], id="line-ends"),
    pytest.param(whole(code("a"), code("b")), ["a", "b"], id="two"),
    pytest.param(
        whole({"cell_type": "markdown", "source": "a"}, code("b"), {"cell_type": "raw"}),
        ["b"],
        id="only-code",
    ),
    pytest.param(whole(code("x = await f()\nawait x")), ["x = await f()\nawait x"], id="await"),
    pytest.param(
        whole(code("x = (\n  '%d'\n  % y)\ns = '''\n!ls\n'''")),
        ["x = (\n  '%d'\n  % y)\ns = '''\n!ls\n'''"],
        id="no-magic",
    ),
    pytest.param(
        json.dumps(
            {
                "metadata": {},
                "worksheets": [
                    {"cells": [{"cell_type": "code", "input": ["a\n", "b"], "language": "python"}]},
                    {"metadata": {}, "cells": [{"cell_type": "code", "input": "c"}]},
                ],
            }
        ),
        ["a\nb", "c"],
        id="nbformat-3",
    ),
    pytest.param(
        whole(code("a"), kernelspec={"language": "python"}, language_info={"name": "ipython"}),
        ["a"],
        id="named-python",
    ),
    pytest.param(whole(code("a"), kernelspec=None, language_info=[1]), ["a"], id="odd-metadata"),
    pytest.param(
        '{"source": 1, "cells": [{"source": "a", "cell_type": "code"}]}', ["a"], id="order"
    ),
    pytest.param(
        whole(code("a = '\\u00e9\\ud83d\\ude00'")), ["a = '\\u00e9\\ud83d\\ude00'"], id="esc"
    ),
]

NO_CELLS = [
    pytest.param(whole(), id="no-cells"),
    pytest.param(whole({"cell_type": "code"} | code("")), id="empty"),
    pytest.param(whole(code(["\n", "  \n"])), id="blank"),
    pytest.param(whole(code([])), id="empty-list"),
    pytest.param(whole({"cell_type": "markdown", "source": "import a"}), id="markdown"),
    pytest.param(whole(1, None, [], "import a", {}), id="no-objects"),
    pytest.param(whole(code("import a"), kernelspec={"language": "julia"}), id="julia"),
    pytest.param(whole(code("import a"), language_info={"name": "R"}), id="r"),
    pytest.param(
        json.dumps({"worksheets": [1, {"cells": 1}, {"cells": [code("x", language="ruby")]}]}),
        id="nbformat-3",
    ),
    pytest.param(
        whole(code("import a", metadata={"vscode": {"languageId": "sql"}})), id="editor-language"
    ),
]


@pytest.mark.parametrize(("host", "expected"), CELLS)
def test_cells(host: str, expected: list[str]) -> None:
    assert parts(host, NOTEBOOK) == expected


@pytest.mark.parametrize("host", NO_CELLS)
def test_no_cells(host: str) -> None:
    assert notebook(host.encode()) is None


def test_places_count_all_cells() -> None:
    host = whole({"cell_type": "markdown"}, code("a\n\nb"), code("%%bash\nls"), code("c"))
    assert places(host, NOTEBOOK) == [
        ("a", Place(1, 0, 2)),
        ("", Place(2, 0, 2)),
        ("b", Place(3, 0, 2)),
        ("c", Place(1, 0, 4)),
    ]


# Magics: the cell, and what Python sees; "#1" is the end of a line of ours.

MAGICS = [
    pytest.param("%matplotlib inline\na", "pass#1\na", id="line"),
    pytest.param("!ls -l\na", "pass#1\na", id="shell"),
    pytest.param("!!ls\n%cd ..\na", "pass#1\npass#2\na", id="two"),
    pytest.param("?a\na", "pass#1\na", id="help-before"),
    pytest.param("a?\na", "pass#1\na", id="help"),
    pytest.param("a.b??  # what\na", "pass#1\na", id="more-help"),
    pytest.param("*a.b*?\na", "pass#1\na", id="wildcard"),
    pytest.param("x = a?\na", "pass#1\na", id="help-of-assigned"),
    pytest.param(",f a b\n;f a\n/f a\na", "pass#1\npass#2\npass#3\na", id="quoting"),
    pytest.param("x = !ls\na", "x = get_ipython()#1\na", id="assigned-shell"),
    pytest.param("x, y.z = %f\na", "x, y.z = get_ipython()#1\na", id="assigned-magic"),
    pytest.param("if a:\n    %f\n    !ls\nb", "if a:\n    pass#1\n    pass#2\nb", id="indented"),
    pytest.param("if a:\n\tx = !ls\nb", "if a:\n\tx = get_ipython()#1\nb", id="tab"),
    pytest.param("!ls \\\n   -l \\\n -a\na", "pass#1\npass#2\npass#3\na", id="backslash"),
    pytest.param("%timeit f(a,\n   b)\na", "pass#1\npass#2\na", id="bracket"),
    pytest.param("!echo (\na", "pass#1\na", id="shell-bracket"),
    pytest.param("%f\nx = (a\n% b)\n", "pass#1\nx = (a\n% b)", id="in-bracket"),
    pytest.param(
        "%f\nx = '''\n%a\n!b ' \\''' \n'''\n",
        "pass#1\nx = '''\n%a\n!b ' \\''' \n'''",
        id="in-string",
    ),
    pytest.param("%f\nx = a \\\n% b", "pass#1\nx = a \\\n% b", id="continued"),
    pytest.param("%f\nx = 'a\\\n% b'\n!ls", "pass#1\nx = 'a\\\n% b'\npass#2", id="string-goes-on"),
    pytest.param("%f\nx = 'a' # '''\n!ls", "pass#1\nx = 'a' # '''\npass#2", id="comment"),
    pytest.param("%%time\na", "pass#1\na", id="time"),
    pytest.param(
        "\n# comment\n%%capture x\n%%timeit\na", "\n# comment\npass#1\npass#2\na", id="stacked"
    ),
    pytest.param("  a\n  if b:\n\n    c\n", "a\nif b:\n\n  c", id="indented-cell"),
    pytest.param("\t%f\n\ta", "pass#1\na", id="indented-by-tab"),
]

NO_PYTHON = [
    pytest.param("%%bash\nls", id="bash"),
    pytest.param("%%html\n<a>", id="html"),
    pytest.param("%%time\n%%bash\nls", id="stacked"),
    pytest.param("#@title t\n%%writefile x.py\nimport a", id="after-comment"),
    pytest.param("%matplotlib inline\n", id="only-magic"),
    pytest.param("pip install -U a", id="command"),
    pytest.param("%% \n", id="no-name"),
    pytest.param("%%time\n", id="only-cell-magic"),
]

PROBLEMS = [
    pytest.param("a\nb c\n", 2, "cannot be parsed: invalid syntax", id="line"),
    pytest.param("%f\n\nx = ]", 3, "cannot be parsed: unmatched ']'", id="after-magic"),
    pytest.param("%f\nit's\n!ls", 2, "cannot be parsed: unterminated string", id="apostrophe"),
    pytest.param(["a", 1], 0, "cannot be read: its source is no text", id="no-text"),
    pytest.param({"a": 1}, 0, "cannot be read: its source is no text", id="object"),
    pytest.param(
        ["a\r", "\nb"], 0, "cannot be read: a line end is spread over two strings", id="line-end"
    ),
]


@pytest.mark.parametrize(("source", "expected"), MAGICS)
def test_magics(source: str, expected: str) -> None:
    found = parts(notebook_of(source), NOTEBOOK)
    assert [part.replace("  # ssot: magic ", "#") for part in found] == [expected]


@pytest.mark.parametrize("source", NO_PYTHON)
def test_no_python(source: str) -> None:
    assert parts(notebook_of(source), NOTEBOOK) == []


@pytest.mark.parametrize(("source", "line", "reason"), PROBLEMS)
def test_problems(source: Any, line: int, reason: str) -> None:
    found = embedded_in(notebook_of("a", source, "b"), NOTEBOOK)
    (problem,) = found.problems
    assert problem[:2] == (2, line)
    assert problem.reason.startswith(reason)
    assert len(found.fragments) == 2


def test_lines_of_ours_have_no_place() -> None:
    found = embedded_in(notebook_of(["x = 1\n", "!ls"]), NOTEBOOK)
    assert found.places == (None, None, Place(1, 0, 1), None)


# What is no notebook.

UNREADABLE = [
    pytest.param(b"", 1, "is no notebook: Expecting '{'", id="empty"),
    pytest.param(b"[]", 1, "is no notebook: Expecting '{'", id="list"),
    pytest.param(b'{\n"cells": [\n', 3, "is no notebook: Expecting value", id="cut-off"),
    pytest.param(b'{"cells": [{"source": "a}]', 1, "is no notebook: Unterminated", id="string"),
    pytest.param(b'{"cells": [1, ]}', 1, "is no notebook: Expecting value", id="comma"),
    pytest.param(b'{"cells": [],}', 1, "is no notebook: Expecting property name", id="key"),
    pytest.param(b'{"cells": []} x', 1, "is no notebook: Extra data", id="more"),
    pytest.param(b'{"cells" 1}', 1, "is no notebook: Expecting ':'", id="colon"),
    pytest.param(b'{"cells": [1 2]}', 1, "is no notebook: Expecting ','", id="no-comma"),
    pytest.param(b'{"a": 1}', 0, "is no notebook: it has no list of cells", id="no-cells"),
    pytest.param(b'{"cells": {}}', 0, "is no notebook: it has no list of cells", id="no-list"),
    pytest.param(b'{"cells": "\xff"}', 0, "cannot be decoded", id="latin-1"),
    pytest.param(
        b'{"cells": [{"metadata": ' + b"[" * 1_000_000, 0, "is no notebook: its JSON", id="deep"
    ),
]


@pytest.mark.parametrize(("data", "line", "reason"), UNREADABLE)
def test_unreadable(data: bytes, line: int, reason: str) -> None:
    found = notebook(data)
    assert isinstance(found, Unparsable)
    assert found.line == line
    assert found.reason.startswith(reason)


# Writing back: the JSON of a source, what becomes what, and the JSON afterwards.

WRITTEN = [
    pytest.param('["old\\n", "b"]', "old", "new", '["new\\n", "b"]', id="changed"),
    pytest.param('["a\\n", "old"]', "old", "new", '["a\\n", "new"]', id="last-changed"),
    pytest.param('"a\\nold\\nb"', "old", "new", '"a\\nnew\\nb"', id="in-string"),
    pytest.param('["a\\n","b"]', "a\n", "a\nc\n", '["a\\n","c\\n","b"]', id="added"),
    pytest.param(
        '[\n "a\\n",\n "b"\n]', "a\n", "c\na\n", '[\n "c\\n",\n "a\\n",\n "b"\n]', id="added-first"
    ),
    pytest.param('["a\\n" , "b"]', "b\n", "b\nc\n", '["a\\n" , "b\\n" , "c"]', id="added-last"),
    pytest.param(
        '["a\\n", "b\\n"]', "b\n", "b\nc\n", '["a\\n", "b\\n", "c\\n"]', id="added-last-ended"
    ),
    pytest.param('["a"]', "a\n", "a\nc\n", '["a\\n", "c"]', id="added-to-one"),
    pytest.param('[\n  "a"\n]', "a\n", "a\nc\n", '[\n  "a\\n",\n  "c"\n]', id="added-to-one-below"),
    pytest.param('"a"', "a\n", "a\nc\n", '"a\\nc"', id="added-to-string"),
    pytest.param('"a\\r\\nb"', "b\n", "b\nc\n", '"a\\r\\nb\\r\\nc"', id="added-with-return"),
    pytest.param(
        '["a\\r\\n", "b"]', "b\n", "b\nc\n", '["a\\r\\n", "b\\r\\n", "c"]', id="return-in-list"
    ),
    pytest.param('"a\\rb"', "b\n", "b\nc\n", '"a\\rb\\rc"', id="only-return"),
    pytest.param('["a\\n", "old\\n", "b"]', "old\n", "", '["a\\n", "b"]', id="gone"),
    pytest.param('["old\\n", "b"]', "old\n", "", '["b"]', id="first-gone"),
    pytest.param('["a\\n", "old"]', "old\n", "", '["a"]', id="last-gone"),
    pytest.param('["a\\n", "old\\n"]', "old\n", "", '["a\\n"]', id="last-gone-ended"),
    pytest.param('["a\\n", "old\\n", "old"]', "old\nold\n", "", '["a"]', id="two-gone"),
    pytest.param('["old\\n", "old"]', "old\nold\n", "new\n", '["new"]', id="two-become-one"),
    pytest.param('["old"]', "old", "new\nb", '["new\\n", "b"]', id="one-becomes-two"),
    pytest.param('"a\\nold\\nb"', "old\n", "", '"a\\nb"', id="gone-in-string"),
    pytest.param('"a\\nold"', "old\n", "", '"a"', id="last-gone-in-string"),
    pytest.param('["old"]', "old\n", "", "[]", id="all-gone"),
    pytest.param('"old\\n"', "old\n", "", '""', id="all-gone-in-string"),
    pytest.param('["a\\nold\\n", "b\\n"]', "old\n", "", '["a\\nb\\n"]', id="odd-list-gone"),
    pytest.param(
        '["a\\nold\\n", "b\\n"]', "b\n", "b\nc\n", '["a\\nold\\n", "b\\nc\\n"]', id="odd-list-added"
    ),
    pytest.param(
        '["a\\nol", "d\\n", "b"]', "old\n", "new\n", '["a\\nnew\\n", "b"]', id="over-strings"
    ),
    pytest.param(
        '["old # \\u00E9\\/\\n", "/"]'.replace('"/"', '"b"'),
        "old",
        "new",
        '["new # \\u00E9\\/\\n", "b"]',
        id="spelling",
    ),
    pytest.param(
        '["# \\ud83D\\ude00 old \\ud83D\\ude00"]',
        "old",
        "new",
        '["# \\ud83D\\ude00 new \\ud83D\\ude00"]',
        id="pairs",
    ),
    pytest.param(
        '["# é old \\t\\"\\n"]', "old", 'né\t"', '["# é né\\t\\" \\t\\"\\n"]', id="raw-style"
    ),
    pytest.param(
        '["# \\u00e9 old"]',
        "old",
        "né\U0001f600",
        '["# \\u00e9 n\\u00e9\\ud83d\\ude00"]',
        id="ascii-style",
    ),
    pytest.param('["%f\\n", "old"]', "old", "new", '["%f\\n", "new"]', id="beside-magic"),
    pytest.param('["%f\\n", "old"]', "old\n", "", '["%f"]', id="only-magic-stays"),
    pytest.param(
        '["  old\\n", "  b"]', "old\n", "new\nc\n", '["  new\\n", "  c\\n", "  b"]', id="indented"
    ),
    pytest.param('["\\told\\n", "\\u0009b"]', "old", "new", '["\\tnew\\n", "\\u0009b"]', id="tab"),
    pytest.param(
        '["  a\\n", "\\n", "  b"]',
        "\n\n",
        "\nc\n",
        '["  a\\n", "  c\\n", "  b"]',
        id="blank-filled",
    ),
    pytest.param(
        '"  a\\n\\n  b"', "\n\n", "\nc\n", '"  a\\n  c\\n  b"', id="blank-filled-in-string"
    ),
    pytest.param('["a\\n", "old\\n", "b"]', "old\n", "\n", '["a\\n", "\\n", "b"]', id="blanked"),
    pytest.param(
        '["a\\n",\r\n "old"]',
        "old",
        "new\nb",
        '["a\\n",\r\n "new\\n",\r\n "b"]',
        id="return-in-json",
    ),
]

REFUSED = [
    pytest.param(
        '["!ls\\n", "a"]', "pass", "run", "(a line that is no Python would change)", id="magic"
    ),
    pytest.param(
        '["!ls\\n", "a"]',
        "pass  # ssot: magic 1\n",
        "",
        "(a line that is no Python would go)",
        id="magic-gone",
    ),
    pytest.param(
        '["old"]', "old", "\ud800", "(it would not be read as the same code)", id="surrogate"
    ),
    pytest.param(
        '["old # é"]', "old", "'\ud800", "(a character cannot be written)", id="surrogate-raw"
    ),
    pytest.param(
        '["old"]', "old", "a b", "(it would not be read as the same code)", id="no-python"
    ),
    pytest.param('["old"]', "old", "a\rb", "(it would not be read as the same code)", id="return"),
    pytest.param(
        '["a"]',
        "# ssot: part 1\n",
        "",
        "(a line would stand before the first part of the file)",
        id="no-part",
    ),
    pytest.param(
        '["a"]',
        "a\n",
        "a\n# ssot: part 2\n",
        "(the parts of the file cannot be told apart)",
        id="more-parts",
    ),
    pytest.param(
        '["old\\n", "# ssot: part 2"]',
        "old",
        "new",
        "(the parts of the file cannot be told apart)",
        id="hostile",
    ),
]


@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize(("source", "old", "new", "expected"), WRITTEN)
def test_written(source: str, old: str, new: str, expected: str, bom: str) -> None:
    host = '{{"cells":\r\n [{{"cell_type":\t"code", "source": {} }} ], "a": "\\/" }}\n\n'
    before, after = bom + host.format(source), bom + host.format(expected)
    assert changed(before, NOTEBOOK, old, new) == after


@pytest.mark.parametrize(("source", "old", "new", "reason"), REFUSED)
def test_refused(source: str, old: str, new: str, reason: str) -> None:
    host = f'{{"cells": [{{"cell_type": "code", "source": {source}}}]}}'
    assert changed(host, NOTEBOOK, old, new) == reason


def test_compact_json_gets_no_blank() -> None:
    host = '{"cells":[{"cell_type":"code","source":["a"]}]}'
    assert changed(host, NOTEBOOK, "a\n", "a\nb\n") == host.replace('"a"', '"a\\n","b"')


def test_only_the_last_of_equal_keys_counts() -> None:
    host = '{"cells": [{"source": "x", "source": "old", "cell_type": "code"}]}'
    assert changed(host, NOTEBOOK, "old", "new") == host.replace("old", "new")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = 1\n" * 100_000, id="string"),
        pytest.param([f"old{number}\n" for number in range(40_000)], id="list"),
        pytest.param('s = """' + '\\"é' * 500_000 + '"""', id="escapes"),
        pytest.param("! '\n" * 50_000 + "'\"" * 200_000, id="quotes"),
        pytest.param("x?\n" + "a , " * 100_000 + "\n" + "a = " * 100_000 + "?", id="targets"),
        pytest.param("x?\n" + "a." * 500_000 + " ?\n" + " " * 500_000 + "?", id="help"),
    ],
)
def test_large_cells_take_linear_time(source: Any) -> None:
    start = time.process_time()
    found = read(notebook_of(source).encode(), NOTEBOOK)
    if isinstance(found, Embedded) and found.fragments:
        assert isinstance(write_back(found, found.text.replace("old", "new")), bytes)
    assert time.process_time() - start < ENOUGH_SECONDS

"""Doctests: which docstrings count, what is found in them, and writing it back."""

from __future__ import annotations

import doctest
import time

import pytest
from embedded_support import changed, parts, places
from support import ENOUGH_SECONDS

from flake8_ssot.doctests import doctests
from flake8_ssot.embedded import read, write_back
from flake8_ssot.fragments import Embedded, HostKind, Place
from flake8_ssot.source import Source, Unparsable, parse, split_lines

MODULE = HostKind.MODULE

FOUND = [
    pytest.param('"""\n>>> a\n1\n"""\n', ["a"], id="module"),
    pytest.param('class A:\n    """A.\n\n    >>> a\n    """\n', ["a"], id="class"),
    pytest.param(
        'def f():\n    """F.\n\n    >>> a\n    1\n\n    >>> b\n    """\n', ["a", "b"], id="function"
    ),
    pytest.param('async def f():\n    """\n    >>> a\n    """\n', ["a"], id="async"),
    pytest.param(
        'def f():\n    """\n    >>> a\n    """\n'
        '    class A:\n        """\n        >>> b\n        """\n'
        'def g():\n    """\n    >>> c\n    """\n',
        ["a", "b", "c"],
        id="in-order",
    ),
    pytest.param('r"""\n>>> a("\\n")\n"""', ['a("\\n")'], id="raw"),
    pytest.param('u"""\n>>> a\n"""', ["a"], id="u"),
    pytest.param('"""A."""\ndef f():\n    """\n    >>> a\n    """\n', ["a"], id="other-docstring"),
    pytest.param("R'''\n>>> a\n'''", ["a"], id="other-quotes"),
    pytest.param('">>> a"', ["a"], id="one-line"),
    pytest.param('""">>> a\n>>> b"""', ["a", "b"], id="beside-the-quotes"),
    pytest.param('("""\n>>> a\n""")', ["a"], id="in-parentheses"),
    pytest.param('"""\n>>> if a:\n...     b\n...\n"""', ["if a:\n    b\n"], id="several-lines"),
    pytest.param(
        '"""\n>>> a  # doctest: +SKIP\n>>> b c\n"""', ["a  # doctest: +SKIP"], id="directive"
    ),
    pytest.param('"""\r\n>>> (a,\r\n... b)\r\n"""\r\n', ["(a,\nb)"], id="crlf"),
    pytest.param('\ufeff"""\n>>> é\n"""', ["é"], id="bom"),
]

NOT_FOUND = [
    pytest.param("a = 1\n", id="no-docstring"),
    pytest.param('"""Text."""\n', id="no-prompt"),
    pytest.param('a = """\n>>> a\n"""\n', id="no-docstring-string"),
    pytest.param('a\n"""\n>>> a\n"""\n', id="not-first"),
    pytest.param('f"""\n>>> a\n"""\n', id="f-string"),
    pytest.param('b"""\n>>> a\n"""\n', id="bytes"),
    pytest.param('"""\n>>> a\\n\n"""\n', id="escape"),
    pytest.param('"""\n>>> a\\d\n"""\n', id="no-escape"),
    pytest.param('"""\n>>> (a, \\\n... b)\n"""\n', id="backslash-at-the-end"),
    pytest.param('"""\n>>> a\n"""  "b"\n', id="concatenation"),
    pytest.param('1 >>> 2\n"""a"""', id="no-python"),
    pytest.param('"""\n>>> a\r\r\n"""\n', id="line-ends-out-of-order"),
    pytest.param("# >>> a\nclass A:\n    >>> a"[:8], id="comment"),
    pytest.param("def f():\n    # >>> a\n    return\n", id="comment-in-function"),
]


@pytest.mark.parametrize(("host", "expected"), FOUND)
def test_found(host: str, expected: list[str]) -> None:
    assert parts(host, MODULE) == expected


@pytest.mark.parametrize("host", NOT_FOUND)
def test_not_found(host: str) -> None:
    text = host.replace("\r\n", "\n")
    tree = parse(text)
    if isinstance(tree, Unparsable):
        assert isinstance(read(host.encode(), MODULE), Unparsable)
    else:
        assert doctests(Source("a.py", split_lines(text), tree, host.encode())) is None


def test_places() -> None:
    host = 'é = 1\nclass A:\n    """>>> a\n    >>> é("é")\n    """\n'.removeprefix("é = 1\n")
    assert places(host, MODULE) == [("a", Place(2, 11)), ('é("é")', Place(3, 8))]


def test_source_of_flake8_has_no_bytes() -> None:
    text = '"""\n>>> a\n"""\n'
    tree = parse(text)
    assert not isinstance(tree, Unparsable)
    found = doctests(Source("a.py", split_lines(text), tree))
    assert found is not None
    assert write_back(found, found.text) == text.encode()


WRITTEN = [
    pytest.param('"""\n>>> old\n1\n"""\n', "old", "new", '"""\n>>> new\n1\n"""\n', id="changed"),
    pytest.param(
        '"""\r\n\t>>> old\r\n"""', "old", "new\nb", '"""\r\n\t>>> new\r\n\t>>> b\r\n"""', id="added"
    ),
    pytest.param(
        '"""\n  >>> old"""', "old", "f(\n  a)", '"""\n  >>> f(\n  ...   a)"""', id="at-the-end"
    ),
    pytest.param('"""\n\n  >>> old\n  >>> b\n"""', "old\n", "", '"""\n\n  >>> b\n"""', id="gone"),
    pytest.param(
        '\ufeff""">>> old"""', "old", "new", '\ufeff""">>> new"""', id="beside-the-quotes"
    ),
    pytest.param('r"""\n>>> old("\\n")\n"""', "old", "new", 'r"""\n>>> new("\\n")\n"""', id="raw"),
]

REFUSED = [
    pytest.param(
        '""">>> old\n"""',
        "old",
        "new\nb",
        "the number of lines would change",
        id="beside-the-quotes",
    ),
    pytest.param('""">>> old\n"""', "old\n", "", "nothing would be left of the code", id="all"),
    pytest.param(
        '""">>> (a,\n...  old)\n"""',
        "(a,\n old)",
        "a\nb",
        "the line would need another prompt",
        id="prompt",
    ),
    pytest.param(
        '"""\n>>> old\n"""',
        "old",
        'a("""b""")',
        "it would not be read as the same code",
        id="quotes",
    ),
    pytest.param(
        '"""\n>>> old"""',
        "old",
        'a("b")["c"]; "d"',
        "it would not be read as the same code",
        id="quote-at-the-end",
    ),
    pytest.param(
        '"""\n>>> old\n"""', "old", '"\\n"', "it would not be read as the same code", id="escape"
    ),
]


@pytest.mark.parametrize(("host", "old", "new", "expected"), WRITTEN)
def test_written(host: str, old: str, new: str, expected: str) -> None:
    assert changed(host, MODULE, old, new) == expected


@pytest.mark.parametrize(("host", "old", "new", "reason"), REFUSED)
def test_refused(host: str, old: str, new: str, reason: str) -> None:
    assert changed(host, MODULE, old, new) == f"({reason})"


AGREED = [
    "A.\n\n>>> a = [1,\n...   2]\n>>> for b in a:\n...     print(b)\n...\n1\n2\n\nText.\n",
    "  >>> a\n  1\n  >>> b  # doctest: +SKIP\n\n  >>> @c\n  ... def d():\n  ...\n  ...     pass\n",
    ">>> a\n>>> b\nTraceback (most recent call last):\n  ...\nE: f\n>>> c",
]


@pytest.mark.parametrize("text", AGREED)
def test_agrees_with_the_doctest_module(text: str) -> None:
    expected = [example.source for example in doctest.DocTestParser().get_examples(text)]
    found = parts(f'"""\n{text}"""\n', MODULE)
    assert [f"{part}\n".rstrip() for part in found] == [source.rstrip() for source in expected]


def test_many_docstrings_take_linear_time() -> None:
    host = 'def f():\n    """\n    >>> old\n    """\n' * 5_000
    start = time.process_time()
    found = read(host.encode(), MODULE)
    assert isinstance(found, Embedded)
    result = write_back(found, found.text.replace("old", "new"))
    assert result == host.replace("old", "new").encode()
    assert time.process_time() - start < ENOUGH_SECONDS

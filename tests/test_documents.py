"""Documents: which of their blocks hold Python, where it stands, and writing it back."""

from __future__ import annotations

import re
import time

import pytest
from embedded_support import changed, embedded_in, parts, places
from support import ENOUGH_SECONDS

from flake8_ssot.documents import document
from flake8_ssot.embedded import read, write_back
from flake8_ssot.fragments import Embedded, HostKind, Place

MARKDOWN, RST = HostKind.MARKDOWN, HostKind.RST


# Info strings: the language after the fence; the block holds `import a`.

PYTHON = [
    "python",
    " python",
    "py",
    "python3",
    "py3",
    "Python",
    "python3.12",
    'python title="x"',
    'python hl_lines="1 2"',
    "python,ignore",
    "python:app.py",
    "python {1,3}",
    "{python}",
    "{python, echo=FALSE}",
    "{.python}",
    "{ .python .annotate }",
    "{.python .numberLines startFrom=1}",
    "{#id .python}",
    "{id=1 .py}",
    "{code-block} python",
    "{code} python",
    "{sourcecode} py",
    "{testcode}",
    "{testsetup} group",
    "{code-cell}",
    "{code-cell} ipython3",
    "{code-cell} python3",
    "{jupyter-execute}",
    "ipython",
]

OTHERS = [
    "",
    "text",
    "bash",
    "pycon",
    "pytb",
    "console",
    "pythonic",
    "python-repl",
    "{.bash .python}",
    "{}",
    "{key=python}",
    "{bash}",
    "{code-block} bash",
    "{code-block}",
    "{code-cell} julia",
    "{raw} html",
    "{eval-rst}",
    "{doctest}",
    "{math}",
    "{note}",
]


@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
@pytest.mark.parametrize("info", PYTHON)
def test_python_fence(info: str, fence: str) -> None:
    assert parts(f"{fence}{info}\nimport a\n{fence}\n", MARKDOWN) == ["import a"]


@pytest.mark.parametrize("info", OTHERS)
def test_other_fence(info: str) -> None:
    host = f"```{info}\nimport a\n```\n\n```python\nimport b\n```\n"
    assert parts(host, MARKDOWN) == ["import b"]


# Markdown: a document, and the code in it.

BLOCKS = [
    pytest.param("```python\na\n```\ntext\n```py\nb\n```", ["a", "b"], id="two"),
    pytest.param("```python\n\n\na\n\nb\n\n```", ["a\n\nb"], id="blank-lines-around"),
    pytest.param("```python\na", ["a"], id="never-closed"),
    pytest.param("````python\na\n```\n````\n", [], id="shorter-fence-closes-nothing"),
    pytest.param("```python\na\n`````\nb", ["a"], id="longer-fence-closes"),
    pytest.param("```python\na\n~~~\n", [], id="other-fence-closes-nothing"),
    pytest.param(
        "```python\na = '''\n```x\n'''\n```", ["a = '''\n```x\n'''"], id="no-closing-fence"
    ),
    pytest.param("   ```python\n   a\n  b\n```", ["a\nb"], id="three-blanks-uneven"),
    pytest.param("   ```python\n   if a:\n     b\n  ```", ["if a:\n  b"], id="three-blanks"),
    pytest.param("    ```python\n    a\n    ```", [], id="indented-code"),
    pytest.param("```python\n    a\n    b\n```", ["a\nb"], id="dedented"),
    pytest.param("```python\n\tif a:\n\t\tb\n\n\tc\n```", ["if a:\n\tb\n\nc"], id="tabs"),
    pytest.param("- ```python\n  a\n  ```\n- b", ["a"], id="first-in-item"),
    pytest.param("- text\n\n  ```python\n  a\n\n  b\n  ```", ["a\n\nb"], id="in-item"),
    pytest.param("10. text\n\n    ```python\n    a\n    ```", ["a"], id="in-numbered-item"),
    pytest.param("1. text\n  goes on\n\n    ```python\n    a\n    ```", ["a"], id="lazy-item"),
    pytest.param("- text\n\ntext\n\n    ```python\n    a\n    ```", [], id="item-has-ended"),
    pytest.param("- text\n# head\n    ```python\n    a\n    ```", [], id="heading-ends-item"),
    pytest.param("* a\n    * b\n\n        ```py\n        c\n        ```", ["c"], id="nested-items"),
    pytest.param("- text\n  ```python\n  a\nb\n\n```py\nc\n```", ["a", "c"], id="item-ends-fence"),
    pytest.param("-     code\n\n      ```python\n      a\n      ```", [], id="code-in-item"),
    pytest.param("-\n  ```python\n  a\n  ```", ["a"], id="empty-item"),
    pytest.param(
        "> ```python\n> if a:\n>     b\n>\n> c\n> ```\n", ["if a:\n    b\n\nc"], id="quote"
    ),
    pytest.param(">```python\n>a\n>```\n", ["a"], id="quote-without-blank"),
    pytest.param("> > ```python\n> > a\n> b\n", ["a"], id="inner-quote-ends"),
    pytest.param("> ```python\n> a\nb\n", ["a"], id="quote-ends"),
    pytest.param("> - ```python\n>   a\n>   ```\n", ["a"], id="item-in-quote"),
    pytest.param("- > ```python\n  > a\n  > ```\n", ["a"], id="quote-in-item"),
    pytest.param("!!! note\n\n    ```python\n    a\n    ```", ["a"], id="admonition"),
    pytest.param('=== "Tab"\n    ```python\n    a\n    ```', ["a"], id="tab-of-mkdocs"),
    pytest.param('??? note\n    === "T"\n        ```py\n        a\n        ```', ["a"], id="both"),
    pytest.param("[^1]:\n    ```python\n    a\n    ```", ["a"], id="footnote"),
    pytest.param("<!-- c -->\n```python\na\n```", ["a"], id="comment-before"),
    pytest.param("<!--\n```python\na\n```\n-->\n```python\nb\n```", ["b"], id="comment-around"),
    pytest.param("<pre>\n```python\na\n```\n</pre>\n```python\nb\n```", ["b"], id="pre"),
    pytest.param("<pre></pre>\n<prefix>\n```python\na\n```", ["a"], id="no-pre"),
    pytest.param("<script>\n```python\na\n```\n", [], id="script-never-ends"),
    pytest.param("```md\n<!--\n```\n```python\na\n```", ["a"], id="comment-in-other-block"),
    pytest.param("```` md\n```python\na\n```\n````\n", [], id="block-in-block"),
    pytest.param("````{note}\n```python\na\n```\n````\n```py\nb\n```", ["a", "b"], id="directive"),
    pytest.param("```{code-block} python\n:linenos:\n:caption: x y\n\na\n```", ["a"], id="options"),
    pytest.param("```{code-cell}\n---\ntags: [x]\n---\na\n```", ["a"], id="yaml-options"),
    pytest.param("```{code-cell}\n---\na\n```", [], id="yaml-never-ends"),
    pytest.param("```{code-cell}\n%f\na\n```", ["pass  # ssot: magic 1\na"], id="magic-in-cell"),
    pytest.param("```python\n%f\na\n```", [], id="magic-elsewhere"),
    pytest.param("```{code-cell}\n%f\n```", [], id="only-magic"),
    pytest.param("```{code-cell}\n%%bash\na\n```", [], id="cell-magic"),
    pytest.param("```{code-cell}\n!a\n]\n```", [], id="no-python-in-cell"),
    pytest.param(
        "```python\nimport a\n...\nif b:\n    ...\n```",
        ["import a\n...\nif b:\n    ..."],
        id="dots",
    ),
    pytest.param("```python\nimport a\nand so on\n```", [], id="later-part-does-not-parse"),
    pytest.param("```python\n```\n```python\n\n```", [], id="empty"),
    pytest.param("```py`\na\n```\n", [], id="backtick-in-info"),
    pytest.param("text ```python\na\n```\n", [], id="no-fence"),
    pytest.param("``python\na\n``\n", [], id="two-backticks"),
    pytest.param("```python\r\na\r\nb\r\n```\r\n", ["a\nb"], id="crlf"),
    pytest.param("```python\ra\rb\r```", ["a\nb"], id="cr"),
    pytest.param("```python\n# coding: latin-1\na\n```", ["# coding: latin-1\na"], id="coding"),
    pytest.param("```python\na\x00\n```\n```py\nb\n```", ["b"], id="nul"),
    pytest.param("```python\nx = '\u2028'\n```", ["x = '\u2028'"], id="line-separator"),
    pytest.param("\ufeff```python\na\n```", ["a"], id="bom"),
    # Examples at prompts.
    pytest.param(">>> import a\n>>> a.b\n1\n", ["import a", "a.b"], id="prompts"),
    pytest.param("```pycon\n>>> if a:\n...     b\n...\n3\n```", ["if a:\n    b\n"], id="pycon"),
    pytest.param("```python\n>>> a\nb c\n>>> d e\n>>> f\n```", ["a", "f"], id="prompts-in-python"),
    pytest.param("```\n>>> a\nb c\n```", ["a"], id="prompts-without-language"),
    pytest.param("```console\n>>> a\n```", [], id="prompts-in-other-language"),
    pytest.param("    >>> (a\n    ... + b)\n", ["(a\n+ b)"], id="continuation"),
    pytest.param(">>> a\n... b\n  ... c\n", ["a\nb"], id="continuation-elsewhere"),
    pytest.param(">>> a\n...b\n", ["a"], id="continuation-without-blank"),
    pytest.param(">>>a\n>>>\n>>> \n>>>> b\n", [], id="no-prompts"),
    pytest.param("> ```pycon\n> >>> a\n> b\n> ```\n", ["a"], id="prompts-in-quote"),
    pytest.param("<!--\n>>> a\n-->\n", [], id="prompts-in-comment"),
]


@pytest.mark.parametrize(("host", "expected"), BLOCKS)
def test_markdown(host: str, expected: list[str]) -> None:
    assert parts(host, MARKDOWN) == expected


# reStructuredText.

DIRECTIVES = [
    pytest.param(".. code-block:: python\n\n   a\n\n   b\n\ntext", ["a\n\nb"], id="code-block"),
    pytest.param(".. code:: python3\n\n a\n", ["a"], id="code"),
    pytest.param(".. sourcecode:: py\n\n\ta\n", ["a"], id="sourcecode"),
    pytest.param(".. code-block :: python\n\n   a\n", ["a"], id="blank-before-colons"),
    pytest.param(".. testcode::\n\n   a\n", ["a"], id="testcode"),
    pytest.param(".. testsetup:: *\n\n   a\n", ["a"], id="testsetup"),
    pytest.param(".. testcode::\n   a\n", ["a"], id="no-blank-line"),
    pytest.param(
        ".. code-block:: python\n   :linenos:\n   :caption: x: y\n\n   a\n", ["a"], id="options"
    ),
    pytest.param(
        ".. ipython:: python\n\n   %f\n   a\n", ["pass  # ssot: magic 1\na"], id="ipython"
    ),
    pytest.param(".. doctest::\n\n   >>> a\n   1\n", ["a"], id="doctest"),
    pytest.param(".. code-block:: pycon\n\n   >>> a\n   1\n", ["a"], id="pycon"),
    pytest.param(".. code-block:: python\n\n   >>> a\n   b c\n", ["a"], id="prompts-in-python"),
    pytest.param(".. code-block::\n\n   >>> a\n", ["a"], id="no-language"),
    pytest.param("- .. code-block:: python\n\n     a\n\n- b", ["a"], id="in-item"),
    pytest.param("1. b\n\n   .. code:: python\n\n      a\n", ["a"], id="in-numbered-item"),
    pytest.param(".. note::\n\n   .. code:: python\n\n      a\n\n   b\n", ["a"], id="in-directive"),
    pytest.param(".. |x| code:: python\n\n   a\n", ["a"], id="substitution"),
    pytest.param(".. code:: python\n\n     if a:\n       b\n   c\n", [], id="uneven"),
    pytest.param(".. code:: python\n\n   if a:\n\n       b\ntext", ["if a:\n\n    b"], id="ends"),
    pytest.param(".. code:: python\n\n\tif a:\n\t    b\n", ["if a:\n    b"], id="tabs"),
    pytest.param("..\n\n.. code:: python\n\n   a\n", ["a"], id="empty-comment-before"),
    pytest.param("..\n\n   .. code:: python\n\n      a\n", ["a"], id="empty-comment-takes-nothing"),
    pytest.param(".. _x:\n\n.. code:: python\n\n   a\n", ["a"], id="target-before"),
    pytest.param(".. [1] x\n   .. code:: python\n\n      a\n", ["a"], id="in-footnote"),
    pytest.param(">>> a\nb c\n\n>>> (d\n... )\n", ["a", "(d\n)"], id="paragraphs"),
    pytest.param("Text::\n\n   >>> a\n   1\n", ["a"], id="prompts-in-literal"),
    pytest.param("... and so on::\n\n   >>> a\n", ["a"], id="dots-before-literal"),
    pytest.param(".. code:: python\r\n\r\n   a\r\n   b\r\n", ["a\nb"], id="crlf"),
    pytest.param("\ufeff.. code:: python\n\n   a", ["a"], id="bom"),
]

NO_DIRECTIVES = [
    pytest.param(".. code-block:: bash\n\n   a\n", id="bash"),
    pytest.param(".. code-block::\n\n   a\n", id="no-language"),
    pytest.param(".. code-block:: python", id="no-body"),
    pytest.param(".. code-block: python\n\n   a\n", id="one-colon"),
    pytest.param(".. literalinclude:: a.py\n   :language: python\n", id="include"),
    pytest.param(".. ipython::\n\n   In [1]: a\n", id="session"),
    pytest.param("Text::\n\n   import a\n", id="literal"),
    pytest.param("Text::\n\n   .. code:: python\n\n      a\n", id="in-literal"),
    pytest.param(".. code:: rst\n\n   .. code:: python\n\n      a\n", id="in-other-block"),
    pytest.param(".. x\n   .. code:: python\n\n      a\n", id="in-comment"),
    pytest.param("..\n   .. code:: python\n\n      a\n", id="in-bare-comment"),
    pytest.param(".. raw:: html\n\n   >>> a\n", id="raw"),
    pytest.param(".. code-block:: console\n\n   >>> a\n", id="prompts-in-other-language"),
    pytest.param("..code:: python\n\n   a\n", id="no-blank"),
    pytest.param("text .. code:: python\n\n   a\n", id="in-text"),
]


@pytest.mark.parametrize(("host", "expected"), DIRECTIVES)
def test_restructuredtext(host: str, expected: list[str]) -> None:
    assert parts(host, RST) == expected


@pytest.mark.parametrize("host", NO_DIRECTIVES)
def test_no_restructuredtext(host: str) -> None:
    assert parts(host, RST) == []


def test_places() -> None:
    host = "> ```python\n>     é\n>\n>     a\n> ```\n\n  >>> (b\n  ...\n  ... )\n"
    assert places(host, MARKDOWN) == [
        ("é", Place(2, 6)),
        ("", Place(3, 1)),
        ("a", Place(4, 6)),
        ("(b", Place(7, 6)),
        ("", Place(8, 5)),
        (")", Place(9, 6)),
    ]


def test_encoding_comment_stands_below_the_second_line() -> None:
    found = embedded_in("```python\n# coding: latin-1\n```", MARKDOWN)
    assert found.text.split("\n")[2] == "# coding: latin-1"


@pytest.mark.parametrize("kind", [MARKDOWN, RST])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\n```python\na\n```\n", b"\xef\xbb\xbf", b"\n\n", "text\n".encode("utf-16")]
)
def test_no_document(data: bytes, kind: HostKind) -> None:
    assert document(data, kind) is None


# Writing back: a document, what becomes what, the document afterwards.

WRITTEN = [
    pytest.param("```python\nold\n```\n", "old", "new", "```python\nnew\n```\n", id="changed"),
    pytest.param(
        "a\r\n```py\r\nold\r\nb\r\n```",
        "old\n",
        "new\nc\n",
        "a\r\n```py\r\nnew\r\nc\r\nb\r\n```",
        id="crlf",
    ),
    pytest.param("\ufeff```py\nold\n```", "old", "new", "\ufeff```py\nnew\n```", id="bom"),
    pytest.param("```py\nold", "old", "new\nb", "```py\nnew\nb", id="no-final-newline"),
    pytest.param("```py\na\nold\n```", "old\n", "", "```py\na\n```", id="gone"),
    pytest.param("```py\nold\n```\n", "old\n", "", "```py\n```\n", id="all-gone"),
    pytest.param("```py\nold", "old\n", "", "```py\n", id="all-gone-at-the-end"),
    pytest.param(
        "```py\n    if a:\n        old\n```",
        "old\n",
        "new\n\n    b\n",
        "```py\n    if a:\n        new\n\n        b\n```",
        id="indent",
    ),
    pytest.param(
        "> ```py\n> a\n> old\n> ```",
        "old\n",
        "b\n\nc\n",
        "> ```py\n> a\n> b\n>\n> c\n> ```",
        id="quote",
    ),
    pytest.param(
        "```py\n  a\n\n  b\n```", "\n\n", "\nc\n", "```py\n  a\n  c\n  b\n```", id="blank-filled"
    ),
    pytest.param(
        "```py\n  a\n  old\n  b\n```", "old\n", "\n", "```py\n  a\n\n  b\n```", id="blanked"
    ),
    pytest.param(
        "```py\n\n  old\n\n```",
        "old\n",
        "a\nb\n",
        "```py\n\n  a\n  b\n\n```",
        id="blank-lines-around",
    ),
    pytest.param(
        "```py\n  \n  a\n```", "a\n", "a\nb\n", "```py\n  \n  a\n  b\n```", id="blanks-stay"
    ),
    pytest.param(
        "```py\n  a\n \n  old\n```", "old", "new", "```py\n  a\n \n  new\n```", id="odd-blanks"
    ),
    pytest.param(">>> old\n", "old", "new", ">>> new\n", id="prompt"),
    pytest.param(
        "  >>> old\n\na",
        "old\n",
        "new\nb(\n  c)\n",
        "  >>> new\n  >>> b(\n  ...   c)\n\na",
        id="more-prompts",
    ),
    pytest.param(
        ">>> f(old)\n1\n", "f(old)", "f(\n  new)", ">>> f(\n...   new)\n1\n", id="goes-on"
    ),
    pytest.param(
        ">>> old\n1\n", "old\n", "import a\nold\n", ">>> import a\n>>> old\n1\n", id="before-output"
    ),
    pytest.param(">>> a\n>>> old\n>>> b\n", "old\n", "", ">>> a\n>>> b\n", id="prompt-gone"),
    pytest.param(
        ">>> for a in b:\n...     old\n...\n1\n",
        "old",
        "new",
        ">>> for a in b:\n...     new\n...\n1\n",
        id="loop",
    ),
    pytest.param(
        ">>> if a:\n...     b\n...\n",
        "    b\n\n",
        "    b\n\nc\n",
        ">>> if a:\n...     b\n...\n>>> c\n",
        id="after-blank-prompt",
    ),
    pytest.param(
        ">>> if a:\n...     b\n...\n",
        "    b\n\n",
        "    b\n    c\n",
        ">>> if a:\n...     b\n...     c\n",
        id="blank-prompt-filled",
    ),
    pytest.param(
        ">>> @old\n... def f(): pass\n",
        "@old",
        "@new\n@b",
        ">>> @new\n... @b\n... def f(): pass\n",
        id="decorators",
    ),
    pytest.param(">>> a\n... old\n", "old", "new", ">>> a\n... new\n", id="odd-prompts-stay"),
    pytest.param(
        ">>> (a,\n...  old)\n", "(a,\n old)", "a\nb", ">>> a\n>>> b\n", id="prompt-changes"
    ),
    pytest.param(
        "> ```\n> >>> old\n> ```\n",
        "old",
        "a\nb",
        "> ```\n> >>> a\n> >>> b\n> ```\n",
        id="prompt-in-quote",
    ),
    pytest.param(
        "```{code-cell}\n%f\nold\n```",
        "old",
        "new",
        "```{code-cell}\n%f\nnew\n```",
        id="beside-magic",
    ),
]

REFUSED = [
    pytest.param(">>> old\n1\n", "old\n", "", "nothing would be left of the code", id="output"),
    pytest.param(
        ">>> old\n1\n",
        "old\n",
        "old\nb\n",
        "expected output would follow another statement",
        id="after-output",
    ),
    pytest.param(">>> old\n", "old", "a b", "cannot be parsed: invalid syntax", id="no-python"),
    pytest.param(
        ">>> @old\n... def f(): pass\n",
        "@old\n",
        "",
        "it would not be read as the same code",
        id="first-line",
    ),
    pytest.param(
        "```py\nold\n```",
        "old",
        "a = '''\n```\n'''",
        "it would not be read as the same code",
        id="fence",
    ),
    pytest.param(
        "```py\nold\n```",
        "old",
        "  if a:\n    b",
        "it would not be read as the same code",
        id="indent",
    ),
    pytest.param(
        "```{code-block} py\nold\n```",
        "old\n",
        "",
        "nothing would be left of the code",
        id="directive",
    ),
]


def test_long_stretch_without_a_line_of_its_own() -> None:
    host = "```py\nold\n" + "a\nb\n" * 60 + "old\n```\n"
    assert changed(host, MARKDOWN, "old", "new") == host.replace("old", "new")


@pytest.mark.parametrize(("host", "old", "new", "expected"), WRITTEN)
def test_written(host: str, old: str, new: str, expected: str) -> None:
    assert changed(host, MARKDOWN, old, new) == expected


@pytest.mark.parametrize(("host", "old", "new", "reason"), REFUSED)
def test_refused(host: str, old: str, new: str, reason: str) -> None:
    assert changed(host, MARKDOWN, old, new) == f"({reason})"


def test_directive_of_restructuredtext_keeps_a_line() -> None:
    host = ".. code:: python\n\n   old\n   b\n"
    assert changed(host, RST, "old\n", "") == ".. code:: python\n\n   b\n"
    assert changed(host, RST, "old\nb\n", "") == "(nothing would be left of the code)"


LARGE = [
    pytest.param(MARKDOWN, "Some prose of a usual length, line by line.\n" * 100_000, id="prose"),
    pytest.param(MARKDOWN, "```python\nold\n```\n" * 5_000, id="fences"),
    pytest.param(MARKDOWN, "Text\n\n>>> old\n1\n\n" * 5_000, id="prompts"),
    pytest.param(MARKDOWN, ">>> (\n" + "... old,\n" * 50_000 + "... )", id="long-example"),
    pytest.param(MARKDOWN, "> " * 1_000_000, id="quotes"),
    pytest.param(MARKDOWN, ("> " * 50 + "```\n") * 10_000, id="quoted-fences"),
    pytest.param(MARKDOWN, "- " * 1_000_000, id="items"),
    pytest.param(MARKDOWN, "\t" * 1_000_000 + "```python", id="tabs"),
    pytest.param(MARKDOWN, "```{note}\n" * 100_000, id="directives"),
    pytest.param(MARKDOWN, "<!--\n" * 200_000, id="comments"),
    pytest.param(MARKDOWN, "`" * 1_000_000, id="fence"),
    pytest.param(RST, "Some prose of a usual length, line by line.\n" * 100_000, id="rst-prose"),
    pytest.param(RST, ".. code:: python\n\n   old\n\n" * 5_000, id="rst-blocks"),
    pytest.param(RST, "a::\n" * 200_000, id="rst-literals"),
    pytest.param(RST, "..\n" * 200_000, id="rst-comments"),
    pytest.param(RST, ".. a" + ":" * 1_000_000, id="rst-colons"),
    pytest.param(RST, ".. " + "a:: b" * 200_000, id="rst-names"),
    pytest.param(RST, "- " * 1_000_000 + "::", id="rst-items"),
    pytest.param(RST, "".join(" " * (at % 999) + "a::\n" for at in range(5_000)), id="rst-deep"),
]


@pytest.mark.parametrize(("kind", "host"), LARGE)
def test_large_documents_take_linear_time(kind: HostKind, host: str) -> None:
    start = time.process_time()
    found = read(host.encode(), kind)
    if isinstance(found, Embedded):
        result = write_back(found, found.text.replace("old", "new"))
        assert result == re.sub("old", "new", host).encode()
    assert time.process_time() - start < ENOUGH_SECONDS

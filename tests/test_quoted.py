"""Types in strings and comments: which are read, and where in the file their names stand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from support import ENOUGH_SECONDS, findings, make_project

from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.project import Project
from flake8_ssot.source import split_lines

ENGINE = "acme.legacy.engine.Engine"
HEAD = "from acme.legacy import engine\n"

Places = list[tuple[int, int]]


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def judge(source: str, loaded: Project) -> list[Finding]:
    """The findings, all of which must be uses of the one moved symbol."""
    found = findings(source, loaded)
    assert {(item.code, item.old) for item in found} <= {("SOT102", ENGINE)}
    module = loaded.place(f"{loaded.settings.root}/app/user.py").module
    assert not found or loaded.rule_index.mentioned_in(source.encode(), module)
    return found


def text_at(source: str, span: Span) -> str:
    assert span.line == span.end_line
    return split_lines(source)[span.line - 1][span.column - 1 : span.end_column - 1]


ANNOTATIONS = [
    pytest.param("x: 'engine.Engine'\n", [(2, 5)], id="variable"),
    pytest.param('x: "engine.Engine" = None\n', [(2, 5)], id="double-quotes"),
    pytest.param(
        "def f(a: 'engine.Engine', /, b: 'engine.Engine'): ...\n", [(2, 11), (2, 34)], id="f"
    ),
    pytest.param(
        "def f(*a: 'engine.Engine', c: 'engine.Engine', **d: 'engine.Engine'): ...\n",
        [(2, 12), (2, 32), (2, 54)],
        id="starred-parameters",
    ),
    pytest.param("async def f() -> 'engine.Engine': ...\n", [(2, 19)], id="return"),
    pytest.param("class A:\n    x: 'engine.Engine'\n", [(3, 9)], id="class"),
    pytest.param("def f():\n    x: 'engine.Engine'\n", [(3, 9)], id="local"),
    pytest.param("self.x: 'engine.Engine' = 1\n", [(2, 10)], id="attribute-target"),
    pytest.param("x: 'list[engine.Engine]'\n", [(2, 10)], id="inside"),
    pytest.param("x: list['engine.Engine']\n", [(2, 10)], id="part"),
    pytest.param("x: dict[str, list['engine.Engine']]\n", [(2, 20)], id="deeper-part"),
    pytest.param("x: Callable[['engine.Engine'], None]\n", [(2, 15)], id="list"),
    pytest.param("x: 'engine.Engine' | None\n", [(2, 5)], id="union"),
    pytest.param("x: 'int | engine.Engine'\n", [(2, 11)], id="inside-union"),
    pytest.param("x: 'engine.Engine.Inner'\n", [(2, 5)], id="attribute-of-it"),
    pytest.param("x: \"list['engine.Engine']\"\n", [(2, 11)], id="string-in-string"),
    pytest.param("x: ('engine.Engine')\n", [(2, 6)], id="parentheses"),
    pytest.param("x: '  engine.Engine '\n", [(2, 7)], id="spaces-around"),
    pytest.param("x: '''engine.Engine'''\n", [(2, 7)], id="triple-quoted"),
    pytest.param('x: """list[engine.Engine]"""\n', [(2, 12)], id="triple-double-quoted"),
    pytest.param("x: r'engine.Engine'\n", [(2, 6)], id="raw"),
    pytest.param("x: R'''engine.Engine'''\n", [(2, 8)], id="raw-triple"),
    pytest.param("x: u'engine.Engine'\n", [(2, 6)], id="prefix-u"),
    pytest.param(
        "x: 'engine.Engine | dict[engine.Engine, engine.Engine]'\n",
        [(2, 5), (2, 26), (2, 41)],
        id="several",
    ),
    pytest.param("é: 'dict[Größe, engine.Engine]'\n", [(2, 17)], id="non-ascii"),
    pytest.param(
        "def f(日本: '日本', b: 'engine.Engine'): ...\n", [(2, 21)], id="non-ascii-before"
    ),
    pytest.param("x = '🚀'; y: 'engine.Engine'\n", [(2, 14)], id="astral"),
    pytest.param("x: list[\n  'int',\n\t'engine.Engine'\n]\n", [(4, 3)], id="own-line"),
]


@pytest.mark.parametrize(("body", "places"), ANNOTATIONS)
def test_quoted_annotations(body: str, places: Places, loaded: Project) -> None:
    source = HEAD + body
    found = judge(source, loaded)
    assert [(item.span.line, item.span.column) for item in found] == places
    assert {item.kind for item in found} == {Kind.ANNOTATION}
    assert {text_at(source, item.span).removesuffix(".Inner") for item in found} == {
        "engine.Engine"
    }


WHOLE = [
    pytest.param("x: 'engine' '.Engine'\n", (2, 4, 2, 22), id="concatenated"),
    pytest.param("x: ('engine'\n    '.Engine')\n", (2, 5, 3, 14), id="concatenated-on-lines"),
    pytest.param("x: 'engine\\x2eEngine'\n", (2, 4, 2, 22), id="escape"),
    pytest.param("x: 'engine.\\\nEngine'\n", (2, 4, 3, 8), id="continuation"),
    pytest.param("x: '''\n  engine.Engine\n'''\n", (2, 4, 4, 4), id="triple-quoted-lines"),
    pytest.param("é: 'Größe | engine'\".Engine\"\n", (2, 4, 2, 29), id="non-ascii"),
]


@pytest.mark.parametrize(("body", "span"), WHOLE)
def test_where_the_place_inside_is_not_plain_it_is_the_string(
    body: str, span: tuple[int, int, int, int], loaded: Project
) -> None:
    assert [tuple(item.span) for item in judge(HEAD + body, loaded)] == [span]


CALLS = [
    pytest.param("cast('engine.Engine', x)\n", [(2, 7)], id="cast"),
    pytest.param("t.cast('engine.Engine', x)\n", [(2, 9)], id="typing-cast"),
    pytest.param("cast('list[engine.Engine]', x)\n", [(2, 12)], id="cast-inside"),
    pytest.param("cast(list['engine.Engine'], x)\n", [(2, 12)], id="cast-part"),
    pytest.param("cast(engine.Engine, x).y\n", [(2, 6)], id="cast-unquoted"),
    pytest.param("T = TypeVar('T', bound='engine.Engine')\n", [(2, 25)], id="typevar-bound"),
    pytest.param("T = t.TypeVar('T', 'engine.Engine', 'int')\n", [(2, 21)], id="typevar-choices"),
    pytest.param("N = NewType('N', 'engine.Engine')\n", [(2, 19)], id="newtype"),
    pytest.param("assert_type(x, 'engine.Engine')\n", [(2, 17)], id="assert-type"),
    pytest.param("A = Optional['engine.Engine']\n", [(2, 15)], id="optional"),
    pytest.param("A = t.Union[int, 'engine.Engine']\n", [(2, 19)], id="union"),
    pytest.param("A: TypeAlias = 'engine.Engine'\n", [(2, 17)], id="alias"),
    pytest.param("A: t.TypeAlias = 'list[engine.Engine]'\n", [(2, 24)], id="alias-typing"),
    pytest.param("x: Annotated['engine.Engine', 'engine.Engine']\n", [(2, 15)], id="annotated"),
    pytest.param("x: 'Annotated[engine.Engine, 1]'\n", [(2, 15)], id="annotated-quoted"),
    pytest.param("x: Optional[Literal['engine.Engine']]\n", [], id="literal-below"),
    pytest.param("x: Literal['engine.Engine']\n", [], id="literal"),
    pytest.param("x: t.Literal['engine.Engine', 'b']\n", [], id="literal-typing"),
    pytest.param("x: \"Literal['engine.Engine']\"\n", [], id="literal-quoted"),
    pytest.param("x: Literal[engine.Engine.MAIN]\n", [(2, 12)], id="literal-member"),
    pytest.param("cast(x, 'engine.Engine')\n", [], id="cast-value"),
    pytest.param("TypeVar('engine.Engine')\nNewType('engine.Engine', int)\n", [], id="own-names"),
    pytest.param("TypeVar('T', bound=int, name='engine.Engine')\n", [], id="typevar-other"),
    pytest.param("mycast('engine.Engine', x)\nx.cast('engine.Engine', y)\n", [], id="other-cast"),
    pytest.param("def cast(a, b): ...\ncast('engine.Engine', x)\n", [], id="own-cast"),
]


@pytest.mark.parametrize(("body", "places"), CALLS)
def test_typing_constructs(body: str, places: Places, loaded: Project) -> None:
    names = "Annotated, Literal, NewType, Optional, TypeAlias, TypeVar, assert_type, cast"
    head = f"from acme.legacy import engine; import typing as t; from typing import {names}\n"
    found = judge(head + body, loaded)
    assert [(item.span.line, item.span.column) for item in found] == places


IMPORTED_AS = [
    pytest.param("from typing import cast as c\nc('engine.Engine', x)\n", [(3, 4)], id="renamed"),
    pytest.param("import typing\ntyping.cast('engine.Engine', x)\n", [(3, 14)], id="module"),
    pytest.param(
        "import typing_extensions as te\nte.cast('engine.Engine', x)\n", [(3, 10)], id="extensions"
    ),
    pytest.param("cast('engine.Engine', x)\n", [], id="not-imported"),
    pytest.param("from sqlalchemy import cast\ncast('engine.Engine', x)\n", [], id="elsewhere"),
    pytest.param("from typing import cast\ncast = x\ncast('engine.Engine', x)\n", [], id="rebound"),
    pytest.param("Literal = 1\nx: Literal['engine.Engine']\n", [(3, 13)], id="own-literal"),
]


@pytest.mark.parametrize(("body", "places"), IMPORTED_AS)
def test_typing_is_known_by_its_import(body: str, places: Places, loaded: Project) -> None:
    found = judge(HEAD + body, loaded)
    assert [(item.span.line, item.span.column) for item in found] == places


COMMENTS = [
    pytest.param("x = None  # type: engine.Engine\n", [(2, 19)], id="variable"),
    pytest.param("x = None  #type:engine.Engine\n", [(2, 17)], id="tight"),
    pytest.param("x = []  # type: list[engine.Engine]\n", [(2, 22)], id="inside"),
    pytest.param("x = []  # type: list['engine.Engine']\n", [(2, 23)], id="quoted"),
    pytest.param("x = []  # type: engine.Engine  # or so\n", [(2, 17)], id="comment-after"),
    pytest.param("é = '日本🚀'  # type: engine.Engine\n", [(2, 20)], id="non-ascii-before"),
    pytest.param("x = []  # type: dict[Größe, engine.Engine]\n", [(2, 29)], id="non-ascii-inside"),
    pytest.param("for x in y:  # type: engine.Engine\n    pass\n", [(2, 22)], id="for"),
    pytest.param("with x as y:  # type: engine.Engine\n    pass\n", [(2, 23)], id="with"),
    pytest.param("x = [\n]  # type: list[engine.Engine]\n", [(3, 17)], id="after-lines"),
    pytest.param(
        "def f(a):\n    # type: (engine.Engine) -> engine.Engine\n    pass\n",
        [(3, 14), (3, 32)],
        id="signature",
    ),
    pytest.param(
        "def f(a):  # type: (engine.Engine) -> None\n    pass\n", [(2, 21)], id="signature-on-def"
    ),
    pytest.param(
        "def f(*a, **b):\n    # type: (*engine.Engine, **engine.Engine) -> None\n    pass\n",
        [(3, 15), (3, 32)],
        id="signature-stars",
    ),
    pytest.param("def f():\n    # type: () -> engine.Engine\n    pass\n", [(3, 19)], id="no-args"),
    pytest.param("def f():\n    # type: ( ) -> engine.Engine\n    pass\n", [(3, 20)], id="blank"),
    pytest.param("def f(a):\n    # type: (...) -> engine.Engine\n    pass\n", [(3, 22)], id="dots"),
    pytest.param(
        "def f(a, b):\n    # type: (int, dict[str, engine.Engine])  ->  engine.Engine\n    pass\n",
        [(3, 29), (3, 50)],
        id="signature-nested",
    ),
    pytest.param(
        "def f(a, b):\n    # type: (Größe, 'engine.Engine') -> 'engine.Engine'  # é\n    pass\n",
        [(3, 22), (3, 42)],
        id="signature-quoted-non-ascii",
    ),
    pytest.param(
        "def f(\n    a,  # type: engine.Engine\n    b=1,  # type: int\n):\n"
        "    # type: (...) -> None\n    pass\n",
        [(3, 17)],
        id="per-argument",
    ),
    pytest.param(
        "class A:\n    x = 1  # type: engine.Engine\n    def f(self, engine):\n"
        "        # type: (engine.Engine) -> None\n        pass\n",
        [(3, 20), (5, 18)],
        id="the-signature-lies-outside-of-its-function",
    ),
]


@pytest.mark.parametrize(("body", "places"), COMMENTS)
def test_type_comments(body: str, places: Places, loaded: Project) -> None:
    source = HEAD + body
    found = judge(source, loaded)
    assert [(item.span.line, item.span.column) for item in found] == places
    assert {item.kind for item in found} == {Kind.TYPE_COMMENT} or "'" in body
    assert {text_at(source, item.span) for item in found} == {"engine.Engine"}


NOOP = [
    pytest.param("x = 'engine.Engine'\n", id="plain-string"),
    pytest.param("print('engine.Engine', ['engine.Engine'], d['engine.Engine'])\n", id="values"),
    pytest.param("'engine.Engine'\n", id="docstring-like"),
    pytest.param("def f(x='engine.Engine'): 'engine.Engine'\n", id="default"),
    pytest.param("x = list['engine.Engine']\n", id="subscript-of-unknown"),
    pytest.param("x: int = 'engine.Engine'\n", id="value-of-annotated"),
    pytest.param("x: int = d['engine.Engine']\n", id="item-of-annotated"),
    pytest.param("x: b'engine.Engine'\n", id="bytes"),
    pytest.param("x: f'engine.Engine'\n", id="f-string"),
    pytest.param("x: 'engine.EngineX'\n", id="longer-name"),
    pytest.param("x: 'other.engine.Engine'\n", id="longer-path"),
    pytest.param("x: 'engine.Engine has more'\n", id="prose"),
    pytest.param("x: 'see engine.Engine'\n", id="prose-before"),
    pytest.param("x: 'engine.Engine]'\n", id="unbalanced"),
    pytest.param("x: 'engine.Engine) + (x'\n", id="unbalanced-but-balanced-when-wrapped"),
    pytest.param("x: 'x), engine.Engine, (y'\n", id="unbalanced-tuple"),
    pytest.param("x: ''\ny: '   '\nz: '#'\n", id="blank"),
    pytest.param("x: 'import engine.Engine'\n", id="statement"),
    pytest.param("def f(engine):\n    x: 'engine.Engine'\n", id="parameter"),
    pytest.param("def f(engine):\n    x = 1  # type: engine.Engine\n", id="parameter-in-comment"),
    pytest.param("engine = 1\nx: 'engine.Engine'\n", id="rebound"),
    pytest.param("x: 'engine.Engine'\nengine = 1\n", id="rebound-later"),
    pytest.param("x = 1  # type: engine.Engine\nengine = 1\n", id="rebound-later-comment"),
    pytest.param("x = 1  # type: ignore\n", id="ignore"),
    pytest.param("x = 1  # type: ignore[engine.Engine]\n", id="ignore-code"),
    pytest.param("x = 1  # type: ignore # engine.Engine\n", id="ignore-and-more"),
    pytest.param("x = 1  # type: int  # engine.Engine\n", id="comment-behind"),
    pytest.param("x = 1  # type:\nx = 1  # type: # engine.Engine\n", id="nothing"),
    pytest.param("x = 1  # the type: engine.Engine\n", id="prose-comment"),
    pytest.param("x = 1  # type engine.Engine\n", id="no-colon"),
    pytest.param("x = 1  # type: engine.Engine has gone\n", id="prose-type"),
    pytest.param("x = 1  # type: engine.Engine]\n", id="unbalanced-comment"),
    pytest.param("x = '# type: engine.Engine'\n", id="comment-in-string"),
    pytest.param("'''\n# type: engine.Engine\n'''\n", id="comment-in-docstring"),
]


@pytest.mark.parametrize("body", NOOP)
def test_no_type(body: str, loaded: Project) -> None:
    assert judge(HEAD + body, loaded) == []


HOSTILE = [
    pytest.param("(" * 5000, id="parentheses"),
    pytest.param("[" * 150 + "]" * 150, id="brackets"),
    pytest.param("-" * 9000 + "1", id="minus"),
    pytest.param("a." * 4900 + "a", id="attributes"),
    pytest.param("engine.Engine | " * 600 + "int", id="union"),
    pytest.param("lambda: " * 1200 + "1", id="lambdas"),
    pytest.param("1 if 1 else " * 800 + "1", id="conditional"),
    pytest.param("engine.Engine, " * 100_000, id="long"),
    pytest.param("\\0engine.Engine", id="nul"),
    pytest.param("\\ud800", id="surrogate"),
    pytest.param("\\N{BULLET}", id="named-escape"),
    pytest.param('\\"\\\\d\\"', id="invalid-escape"),
    pytest.param("1is 1", id="warns"),
    pytest.param("\\r\\n\\f", id="white-space"),
    pytest.param("9" * 5000, id="long-integer"),
    pytest.param("(yield)", id="yield"),
    pytest.param("x := 1", id="walrus"),
    pytest.param("f'{engine.x!r:>{w}}'", id="f-string"),
    pytest.param("[engine.x for engine in y]", id="comprehension"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_types(text: str, loaded: Project) -> None:
    begin = time.process_time()
    findings(f'{HEAD}x: "{text}"\n', loaded)
    if "\\" not in text:
        findings(f"{HEAD}x = 1  # type: {text}\n", loaded)
        findings(f"{HEAD}def f():\n    # type: ({text}) -> {text}\n    pass\n", loaded)
    assert time.process_time() - begin < ENOUGH_SECONDS


def test_a_quoted_type_is_not_read_beyond_a_limit(loaded: Project) -> None:
    short = "engine.Engine" + " " * 5000
    long = "engine.Engine" + " " * 10_000
    assert len(judge(f"{HEAD}x: '{short}'\n", loaded)) == 1
    assert judge(f"{HEAD}x: '{long}'\n", loaded) == []


def test_scopes_of_quoted_types(loaded: Project) -> None:
    source = f"""\
{HEAD}class A:
    x: "engine.Engine"
    def f(self, a: "engine.Engine"):
        b = 1  # type: engine.Engine
        c: "engine.Engine" = b
"""
    found = judge(source, loaded)
    assert [(item.span.line, item.scope) for item in found] == [
        (3, "A"),
        (4, "A"),
        (5, "A.f"),
        (6, "A.f"),
    ]


def test_types_nested_in_strings_keep_their_kind(loaded: Project) -> None:
    source = f"{HEAD}x: \"list['engine.Engine']\"\ny = 1  # type: list['engine.Engine']\n"
    found = judge(source, loaded)
    assert [item.kind for item in found] == [Kind.ANNOTATION, Kind.ANNOTATION]

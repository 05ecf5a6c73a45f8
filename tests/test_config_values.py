"""What values of TOML, INI and YAML name code, and where: every form, and what is none."""

from __future__ import annotations

import configparser
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import ENOUGH_SECONDS

from flake8_ssot import ini_values, toml_values, yaml_values
from flake8_ssot.config_names import names_no_code
from flake8_ssot.config_scalars import MAX_DEPTH, MAX_KEY, Key
from flake8_ssot.config_values import READERS, text_of, values
from flake8_ssot.config_words import MAX_PATH

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
MB = 1 << 20

Places = list[tuple[int, int, str]]


def found(text: str | bytes, kind: str) -> Places:
    """Line, column and text of each value that names code."""
    data = text.encode() if isinstance(text, str) else text
    for value in values(data, kind):
        spelled = value.text.encode()
        assert data[value.start : value.start + len(spelled)] == spelled
    return [(value.line, value.column, value.text) for value in values(data, kind)]


def keys(text: str, kind: str) -> list[tuple[str, Key]]:
    return [(value.text, value.key) for value in values(text.encode(), kind)]


# One line of a value, and what in it names code, whatever the format.
NAMING = [
    pytest.param("acme.old", ["acme.old"], id="path"),
    pytest.param("acme.old.Engine.run", ["acme.old.Engine.run"], id="longer-path"),
    pytest.param("  acme.old\t", ["acme.old"], id="blanks-around"),
    pytest.param("acme.old:main", ["acme.old:main"], id="attribute"),
    pytest.param("acme.old:App.main", ["acme.old:App.main"], id="dotted-attribute"),
    pytest.param("acme.old:main [fast,extra]", ["acme.old:main"], id="extras"),
    pytest.param("acme.old:create_app()", ["acme.old:create_app"], id="called"),
    pytest.param("acme.old.*", ["acme.old"], id="all-below"),
    pytest.param("old.*", ["old"], id="all-below-without-dot"),
    pytest.param("ext://acme.old.STREAM", ["acme.old.STREAM"], id="ext"),
    pytest.param("python:acme.old.conf", ["acme.old.conf"], id="python-prefix"),
    pytest.param("attr: acme.old.__version__", ["acme.old.__version__"], id="attr"),
    pytest.param("größe.ältest", ["größe.ältest"], id="letters-of-any-language"),
    pytest.param("acme.old, acme.core", ["acme.old", "acme.core"], id="commas"),
    pytest.param("acme.old,plain,acme.core", ["acme.old", "acme.core"], id="commas-without-blanks"),
    pytest.param("acme.old acme.core", ["acme.old", "acme.core"], id="blanks-between"),
    pytest.param("acme.old, requests>=2", ["acme.old"], id="commas-and-others"),
    pytest.param("[acme.old]", ["acme.old"], id="brackets"),
    pytest.param("acme.a -> acme.old", ["acme.a", "acme.old"], id="arrow"),
    pytest.param("acme.a | acme.old", ["acme.a", "acme.old"], id="bar"),
    pytest.param("engine = acme.old:main", ["acme.old:main"], id="name-and-attribute"),
    pytest.param("engine = acme.old", ["acme.old"], id="name-and-path"),
    pytest.param("engine= acme.old [x]", ["acme.old"], id="name-and-extras"),
    pytest.param("engine=acme.old:main", ["acme.old:main"], id="name-without-blanks"),
    pytest.param("handler: acme.old", ["acme.old"], id="name-and-colon"),
    pytest.param('"class": "acme.old.Handler",', ["acme.old.Handler"], id="line-of-json"),
    pytest.param("python -m acme.old", ["acme.old"], id="module"),
    pytest.param("python -m acme.old.cli --path a.b/c x", ["acme.old.cli"], id="module-and-more"),
    pytest.param("Run python3.12 -m acme.old to start", ["acme.old"], id="module-in-a-sentence"),
    pytest.param("/usr/bin/python3 -m old", ["old"], id="module-without-dot"),
    pytest.param("$PYTHON -u -m acme.old", ["acme.old"], id="variable"),
    pytest.param("{envpython} -m acme.old {posargs}", ["acme.old"], id="tox"),
    pytest.param("${{ matrix.python }} -m acme.old.cli", ["acme.old.cli"], id="expression"),
    pytest.param("coverage run -m acme.old", ["acme.old"], id="coverage"),
    pytest.param("cd /app && python -m acme.old", ["acme.old"], id="second-command"),
    pytest.param("docker run img python -m acme.old", ["acme.old"], id="behind-another-command"),
    pytest.param('sh -c "celery -A acme.old worker"', ["acme.old"], id="command-in-quotes"),
    pytest.param("FOO=1 exec celery worker -A old", ["old"], id="setting-and-wrapper"),
    pytest.param("celery --app acme.old beat", ["acme.old"], id="app"),
    pytest.param("celery --app=old beat", ["old"], id="app-with-equals-sign"),
    pytest.param("gunicorn -b 0.0.0.0:80 acme.old:app", ["acme.old:app"], id="gunicorn"),
    pytest.param("gunicorn acme.old.wsgi", ["acme.old.wsgi"], id="gunicorn-module"),
    pytest.param("uvicorn old:app --reload", ["old:app"], id="uvicorn-without-dot"),
    pytest.param("pytest -p acme.old --cov=acme", ["acme.old", "acme"], id="pytest"),
    pytest.param("-p acme.old --cov acme.core", ["acme.old", "acme.core"], id="options-only"),
    pytest.param("--cov=acme.old", ["acme.old"], id="one-option"),
    pytest.param("./manage.py test acme.old", ["acme.old"], id="manage"),
    pytest.param("poetry run pylint acme.old", ["acme.old"], id="wrapper"),
    pytest.param("uvicorn \\", [], id="command-that-goes-on"),
    pytest.param("acme.old.wsgi \\", ["acme.old.wsgi"], id="goes-on-in-the-next-line"),
    pytest.param("KEY=acme.old.X run", ["acme.old.X"], id="setting"),
    pytest.param('export KEY="acme.old.X"', ["acme.old.X"], id="quoted-setting"),
    pytest.param("export KEYS=acme.old,acme.core,x", ["acme.old", "acme.core"], id="setting-list"),
    pytest.param("set x=1 of acme.old:run here", ["acme.old:run"], id="attribute-in-a-sentence"),
    pytest.param("import acme.old", ["acme.old"], id="import"),
    pytest.param("import acme.old as x", ["acme.old"], id="import-as"),
    pytest.param("from acme.old import Engine, x", ["acme.old"], id="from-import"),
    pytest.param(
        'python -c "from acme.old import X; print(acme.core.Y)"',
        ["acme.old", "acme.core.Y"],
        id="source",
    ),
    pytest.param("error::acme.old.Warning", ["acme.old.Warning"], id="warning"),
    pytest.param("ignore:some text:acme.old.W:acme.x", ["acme.old.W"], id="warning-with-message"),
    pytest.param("x -W error::acme.old.W y", ["acme.old.W"], id="warning-option"),
    pytest.param("acme.old  # acme.core", ["acme.old"], id="comment-behind"),
]
NOT_NAMING = [
    pytest.param("", id="empty"),
    pytest.param("old", id="no-dot"),
    pytest.param("old:latest", id="no-dot-before-the-colon"),
    pytest.param("use acme.old instead", id="sentence"),
    pytest.param("acme.old is gone.", id="sentence-that-begins-with-it"),
    pytest.param("See acme.old, acme.core", id="sentence-with-a-comma"),
    pytest.param("pytest plugin for acme.old", id="sentence-that-begins-like-a-command"),
    pytest.param("a pytest of acme.old", id="runner-in-a-sentence"),
    pytest.param("# acme.old", id="comment"),
    pytest.param("x # acme.old:main", id="comment-behind"),
    pytest.param("acme/old.py", id="file"),
    pytest.param("acme.old.py", id="file-with-dots"),
    pytest.param("acme.old/x", id="folder"),
    pytest.param("./acme.old", id="relative-file"),
    pytest.param("https://acme.old/x", id="url"),
    pytest.param("me@acme.old", id="e-mail"),
    pytest.param("1.2.3", id="version"),
    pytest.param("acme.old==1.2", id="requirement"),
    pytest.param("acme.old>=1.2", id="requirement-at-least"),
    pytest.param("acme.*.old", id="pattern"),
    pytest.param("*.old.x", id="pattern-first"),
    pytest.param("acme.old.", id="dot-at-the-end"),
    pytest.param(".acme.old", id="dot-first"),
    pytest.param("acme..old", id="two-dots"),
    pytest.param("acme.old:", id="colon-at-the-end"),
    pytest.param("acme.old:8080", id="port"),
    pytest.param("acme.2old", id="no-identifier"),
    pytest.param("{{ acme.old }}", id="template"),
    pytest.param("${acme.old}", id="variable"),
    pytest.param("git commit -m acme.old", id="no-interpreter"),
    pytest.param("python x.py && git commit -m acme.old", id="interpreter-of-another-command"),
    pytest.param("pytest -m slow", id="marker"),
    pytest.param("docker run redis:latest", id="image"),
    pytest.param("echo acme.old", id="other-command"),
    pytest.param("from acme.old here", id="from-without-import"),
    pytest.param("a." * 300 + "b", id="too-long"),
    pytest.param("acme.old " * 9000, id="line-too-long"),
]
KINDS = ("toml", "ini", "yaml")


def written(line: str, kind: str) -> str:
    """A file of this kind with a value of that one line."""
    if kind == "toml":
        return f"[some]\nkey = '''{line}'''\n"
    if kind == "ini":
        return f"[some]\nkey = {line}\n"
    return "some:\n  key: '{}'\n".format(line.replace("'", "''"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("line", "expected"), NAMING)
def test_naming(line: str, expected: list[str], kind: str) -> None:
    assert [text for _, _, text in found(written(line, kind), kind)] == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("line", NOT_NAMING)
def test_not_naming(line: str, kind: str) -> None:
    assert found(written(line, kind), kind) == []


TOML = [
    pytest.param('k = "a.old"', [(1, 6, "a.old")], id="basic"),
    pytest.param("k = 'a.old' # x", [(1, 6, "a.old")], id="literal"),
    pytest.param('[t]\n"a.b" = "a.old"\n', [(2, 10, "a.old")], id="quoted-key"),
    pytest.param('k = [\n  "x", # "a.b"\n  "a.old",\n]\n', [(3, 4, "a.old")], id="array"),
    pytest.param("k = [['a.old'], [\"a.b\"]]", [(1, 8, "a.old"), (1, 19, "a.b")], id="arrays"),
    pytest.param(
        'k = {x = "a.old", "c.d" = ["e.f"]}', [(1, 11, "a.old"), (1, 29, "e.f")], id="inline"
    ),
    pytest.param('k = """\na.old\n"""', [(2, 1, "a.old")], id="multi-line"),
    pytest.param("k = '''\n  a.old:x\n'''", [(2, 3, "a.old:x")], id="multi-line-literal"),
    pytest.param('k = """x""""\nj = "a.old"', [(2, 6, "a.old")], id="quote-before-the-closing"),
    pytest.param('k = """a \\""" b"""\nj = "a.old"', [(2, 6, "a.old")], id="escaped-quotes"),
    pytest.param('k = "\\"x\\" \\\\"\nj = "a.old"', [(2, 6, "a.old")], id="escapes"),
    pytest.param(
        'k = "sh -c \\"celery -A a.old\\""', [(1, 24, "a.old")], id="escaped-quotes-command"
    ),
    pytest.param(
        'k = "a.old\\na.core\\tx.y"',
        [(1, 6, "a.old"), (1, 13, "a.core"), (1, 21, "x.y")],
        id="escaped-blanks",
    ),
    pytest.param('k = """\\\n  a.old \\\n  """', [(2, 3, "a.old")], id="backslash-at-the-end"),
    pytest.param('é = "日 = a.old"', [(1, 10, "a.old")], id="code-points"),
    pytest.param(
        '[[t]]\nk = "a.old"\n[[t]]\nk = "a.b"', [(2, 6, "a.old"), (4, 6, "a.b")], id="tables"
    ),
    pytest.param('[tool.mypy]\nmodule = "old"\n', [(2, 11, "old")], id="module-for-mypy"),
    pytest.param(
        '[project.scripts]\nx = "old:main"\n', [(2, 6, "old:main")], id="script-without-dot"
    ),
    pytest.param('k = "x\nj = "a.old"\n', [(2, 6, "a.old")], id="broken-string"),
    pytest.param(
        'k = [\n  "a.b",\nj = "a.old"\n', [(2, 4, "a.b"), (3, 6, "a.old")], id="broken-array"
    ),
    pytest.param('k = ]} "a.old"\n', [(1, 9, "a.old")], id="closing-only"),
    pytest.param("[" * (MAX_DEPTH + 9) + "\nk = ['a.old']\n", [(2, 7, "a.old")], id="deep"),
    pytest.param(
        'x = 1979-05-27T07:32:00Z\ny = -1.5e3\nk = "a.old"', [(3, 6, "a.old")], id="numbers"
    ),
]
NO_TOML = [
    pytest.param('# k = "a.old"\n', id="comment"),
    pytest.param('k = 1 # "a.old"\n', id="comment-behind"),
    pytest.param('"a.old" = 1\n', id="key"),
    pytest.param("a.old = 1\n", id="dotted-key"),
    pytest.param('["a.old"]\n[[x."a.old"]]\n', id="header"),
    pytest.param('k = {"a.old" = 1, a.old = 2}\n', id="key-of-inline-table"),
    pytest.param('k = {x = [{"a.old" = 1}], "a.old" = 2}\n', id="keys-deeper"),
    pytest.param('[lint.banned-api]\n"a.old".msg = "a.core"\n', id="banned-api"),
    pytest.param('[lint.banned-api."a.old"]\nmsg = "a.core"\n', id="banned-api-table"),
    pytest.param('[[c]]\nforbidden_modules = ["a.old"]\n', id="forbidden"),
    pytest.param('deprecated-modules = ["a.old"]\n', id="deprecated"),
    pytest.param('disallow_imports = ["a.old"]\n', id="disallowed"),
    pytest.param('[project]\ndependencies = ["a.old"]\n', id="dependencies"),
    pytest.param('[project.optional-dependencies]\nx = ["a.old"]\n', id="optional-dependencies"),
    pytest.param('[build-system]\nrequires = ["a.old"]\n', id="requires"),
    pytest.param('[project]\nname = "a.old"\ndescription = "a.old"\n', id="own-name"),
    pytest.param('k = "\\u0061.old"\n', id="escape-at-the-start"),
    pytest.param('k = "a.\\u006fld"\n', id="escape-inside"),
    pytest.param('k = "a.old\n', id="never-closed"),
    pytest.param("k = 'a.old\n", id="literal-never-closed"),
    pytest.param('k = """a.old\n', id="multi-line-never-closed"),
    pytest.param("k = '''a.old\n", id="multi-line-literal-never-closed"),
    pytest.param('k = "redis:latest"\n', id="image"),
]

INI = [
    pytest.param("[s]\nk = a.old\n", [(2, 5, "a.old")], id="equals-sign"),
    pytest.param("[s]\nk: a.old", [(2, 4, "a.old")], id="colon"),
    pytest.param("[s]\nk=a.old\n", [(2, 3, "a.old")], id="no-blanks"),
    pytest.param(
        "[s]\nk =\n\ta.old\n\n  # x\n  b.c\n", [(3, 2, "a.old"), (6, 3, "b.c")], id="lines"
    ),
    pytest.param(
        "[s]\n  k = x\n    a.old\n  j = b.c\n", [(3, 5, "a.old"), (4, 7, "b.c")], id="indented"
    ),
    pytest.param("[s]\nk = a.old  # noqa\n", [(2, 5, "a.old")], id="comment-behind"),
    pytest.param('[s]\nk = "a.old"\n', [(2, 6, "a.old")], id="quotes"),
    pytest.param(
        "[options.entry_points]\nconsole_scripts =\n    x = a.old:main\n    y=old:main [e]\n",
        [(3, 9, "a.old:main"), (4, 7, "old:main")],
        id="entry-points",
    ),
    pytest.param("[mypy-a.old.*]\nx = 1\n", [(1, 7, "a.old")], id="section"),
    pytest.param("[mypy-a.old, mypy-old,x]", [(1, 7, "a.old"), (1, 19, "old")], id="sections"),
    pytest.param("k = a.old\n", [(1, 5, "a.old")], id="no-section"),
    pytest.param("[s]\nk\n  a.old\n", [(3, 3, "a.old")], id="no-value"),
    pytest.param("[s\nk = a.old\n", [(2, 5, "a.old")], id="broken-section"),
    pytest.param("[s]\n\u00e9 = \u65e5, a.old\n", [(2, 8, "a.old")], id="code-points"),
    pytest.param("[tool:pytest]\naddopts = -p a.old\n", [(2, 14, "a.old")], id="options"),
    pytest.param("[testenv]\nsetenv =\n  D = a.old\n", [(3, 7, "a.old")], id="setting"),
    pytest.param("[testenv]\ncommands = {envpython} -m a.old\n", [(2, 27, "a.old")], id="command"),
    pytest.param("[metadata]\nversion = attr: a.old.V\n", [(2, 17, "a.old.V")], id="version"),
]
NO_INI = [
    pytest.param("[s]\n# k = a.old\n; k = a.old\n", id="comments"),
    pytest.param("[s]\nk =\n  # a.old\n  ;a.old\n", id="comments-inside"),
    pytest.param("[a.old]\na.old = 1\n", id="section-and-key"),
    pytest.param("[mypy-*.old]\n[mypy-a.*.old]\n[mypy]\n[mypy-]\n", id="patterns"),
    pytest.param("[flake8]\nbanned-modules = a.old = use a.core\n", id="banned"),
    pytest.param("[importlinter:contract:1]\nforbidden_modules =\n    a.old\n", id="forbidden"),
    pytest.param("[options]\ninstall_requires =\n    a.old\n", id="requirements"),
    pytest.param("[options.extras_require]\nx = a.old\n", id="extras"),
    pytest.param("[testenv]\ndeps = a.old\n", id="deps"),
    pytest.param("[metadata]\nname = a.old\ndescription = a.old\n", id="own-name"),
    pytest.param("[logger_x]\nqualname = a.old\n", id="logger"),
    pytest.param("", id="empty"),
]

YAML = [
    pytest.param("k: a.old", [(1, 4, "a.old")], id="plain"),
    pytest.param("k: 'a.old' # x\n", [(1, 5, "a.old")], id="single-quotes"),
    pytest.param('k: "a.old"\n', [(1, 5, "a.old")], id="double-quotes"),
    pytest.param("a.old", [(1, 1, "a.old")], id="alone"),
    pytest.param("--- a.old\n...\n--- 'b.c'\n", [(1, 5, "a.old"), (3, 6, "b.c")], id="documents"),
    pytest.param(
        "- a.old\n-  'b.c'\n- - d.e\n", [(1, 3, "a.old"), (2, 5, "b.c"), (3, 5, "d.e")], id="items"
    ),
    pytest.param(
        "k:\n- a.old\nj:\n  - b.c\n", [(2, 3, "a.old"), (4, 5, "b.c")], id="items-below-a-key"
    ),
    pytest.param("- k: a.old\n  j: b.c\n", [(1, 6, "a.old"), (2, 6, "b.c")], id="items-with-keys"),
    pytest.param(
        "-\n  a.old\n-\n  k: b.c\n", [(2, 3, "a.old"), (4, 6, "b.c")], id="items-on-lines"
    ),
    pytest.param("k:\n  a.old\n", [(2, 3, "a.old")], id="on-the-next-line"),
    pytest.param(
        "k: [a.old, 'b.c', \"d.e\",\n  f.g]\n",
        [(1, 5, "a.old"), (1, 13, "b.c"), (1, 20, "d.e"), (2, 3, "f.g")],
        id="flow",
    ),
    pytest.param(
        "k: {a.b: a.old, 'c.d': [e.f], x}\n", [(1, 10, "a.old"), (1, 25, "e.f")], id="flow-mapping"
    ),
    pytest.param('{"x":"a.old","y":{"z":["b.c"]}}', [(1, 7, "a.old"), (1, 25, "b.c")], id="json"),
    pytest.param("[a: a.old, b: [c.d]]", [(1, 5, "a.old"), (1, 16, "c.d")], id="pairs"),
    pytest.param(
        "k: [ # x.y\n  a.old # x.y\n  , b.c]\nj: d.e",
        [(2, 3, "a.old"), (3, 5, "b.c"), (4, 4, "d.e")],
        id="comments-in-flow",
    ),
    pytest.param(
        "k: |\n  x\n  a.old\n\n  b.c\nj: d.e\n",
        [(3, 3, "a.old"), (5, 3, "b.c"), (6, 4, "d.e")],
        id="literal",
    ),
    pytest.param("k: >- # c\n  celery\n  -A a.old\n", [(3, 6, "a.old")], id="folded"),
    pytest.param("k: |2\n    a.old\nj: x\n", [(2, 5, "a.old")], id="literal-with-indentation"),
    pytest.param("- |+\n a.old\n- b.c\n", [(2, 2, "a.old"), (3, 3, "b.c")], id="literal-item"),
    pytest.param(
        "--- |\n a.old\n--- b.c\n", [(2, 2, "a.old"), (3, 5, "b.c")], id="literal-document"
    ),
    pytest.param("k: |\nj: a.old\n", [(2, 4, "a.old")], id="empty-literal"),
    pytest.param("k: |\n  python - <<X\n  import a.old\n  X\n", [(3, 10, "a.old")], id="script"),
    pytest.param(
        "k: x\n  y\n  a.old\nj: b.c\n", [(3, 3, "a.old"), (4, 4, "b.c")], id="lines-of-plain"
    ),
    pytest.param("k: gunicorn\n  - a.old\n", [(2, 5, "a.old")], id="dash-in-plain"),
    pytest.param(
        "k: 'x\n\n  a.old'\nj: b.c\n", [(3, 3, "a.old"), (4, 4, "b.c")], id="lines-of-quoted"
    ),
    pytest.param('k: "it\\"s"\nj: a.old', [(2, 4, "a.old")], id="escaped-quote"),
    pytest.param("k: 'it''s'\nj: a.old", [(2, 4, "a.old")], id="doubled-quote"),
    pytest.param('k: "a\\\n  b"\nj: a.old', [(3, 4, "a.old")], id="escaped-line-end"),
    pytest.param(
        "k: &x a.old\nj: !!str b.c\ni: *x\n", [(1, 7, "a.old"), (2, 10, "b.c")], id="properties"
    ),
    pytest.param("&x k: &y\n  - a.old\n", [(2, 5, "a.old")], id="properties-before-a-key"),
    pytest.param(
        "k: !!python/name:a.old.f\nj: [!!python/object/apply:b.c {}]\n",
        [(1, 18, "a.old.f"), (2, 27, "b.c")],
        id="python-tags",
    ),
    pytest.param("? x.y\n: a.old\n? z\n", [(2, 3, "a.old")], id="explicit-key"),
    pytest.param("a b: a.old\n'c d' : b.c\n", [(1, 6, "a.old"), (2, 9, "b.c")], id="odd-keys"),
    pytest.param("é: [日本, a.old]\n", [(1, 9, "a.old")], id="code-points"),
    pytest.param("k: {{ x.y }}\n  sub: a.old\n", [(2, 8, "a.old")], id="template-then-key"),
    pytest.param(
        "{{- if x.y }}\nk:\n{{- end }}\n  - a.old\n{% for %}\n  - b.c\n",
        [(4, 5, "a.old"), (6, 5, "b.c")],
        id="template-lines",
    ),
    pytest.param("k: |\n  x\n{{ if }}\n  a.old\n", [(4, 3, "a.old")], id="template-in-literal"),
    pytest.param("{{ k }}: a.old\n", [(1, 10, "a.old")], id="template-for-a-key"),
    pytest.param('k: "{{ x "y" }}"\nj: a.old\n', [(2, 4, "a.old")], id="template-with-quotes"),
    pytest.param("k: [x,\nj: a.old\n", [(2, 4, "a.old")], id="flow-never-closed"),
    pytest.param("k: {x: 1,\nj: a.old\n", [(2, 4, "a.old")], id="mapping-never-closed"),
    pytest.param("k: {\n'a.b': c.d\n}\n", [(2, 8, "c.d")], id="mapping-not-indented"),
    pytest.param("k: [x,\n- a.old\n", [(2, 3, "a.old")], id="flow-never-closed-before-an-item"),
    pytest.param("k: ['x, a.old]\nj: 1", [(1, 9, "a.old")], id="quote-never-closed-in-flow"),
    pytest.param("k: 'x\nj: a.old\n", [(2, 4, "a.old")], id="quote-never-closed"),
    pytest.param("'k: x\nj: a.old\n", [(2, 4, "a.old")], id="key-never-closed"),
    pytest.param("k: ]\nj: a.old\n", [(2, 4, "a.old")], id="closing-only"),
    pytest.param("k:\n\t- a.old\n", [(2, 4, "a.old")], id="tab"),
    pytest.param(
        "env:\n- name: D\n  value: a.old\n- D=b.c",
        [(3, 10, "a.old"), (4, 5, "b.c")],
        id="environment",
    ),
    pytest.param('command: ["python", "-m", a.old]', [(1, 27, "a.old")], id="command-as-a-list"),
    pytest.param("%YAML 1.2\n---\nk: a.old", [(3, 4, "a.old")], id="directive"),
    pytest.param("k:\n  key.with.dots: a.old", [(2, 18, "a.old")], id="dotted-key"),
]
NO_YAML = [
    pytest.param("# a.old\nk: 1 # a.old\n", id="comments"),
    pytest.param("k: [x # a.old\n]\n", id="comment-in-flow"),
    pytest.param("k: |\n  # a.old\n  x # a.old\n", id="comments-of-a-script"),
    pytest.param("a.old: 1\n'a.old': 2\n\"a.old\" : 3\n- a.old: 4\n", id="keys"),
    pytest.param("{a.old: 1, 'a.old': 2, \"a.old\":3, a.old}\n", id="keys-in-flow"),
    pytest.param("[a.old: 1]\n", id="key-of-a-pair"),
    pytest.param("? a.old\n: 1\n", id="explicit-key"),
    pytest.param("k: use\n  a.old\n  instead\n", id="sentence-in-lines"),
    pytest.param("k: 'use\n  a.old\n  instead'\n", id="quoted-sentence-in-lines"),
    pytest.param("k: &a.old x\nj: *a.old\n", id="anchor"),
    pytest.param("k: !a.old x\n", id="tag"),
    pytest.param('k: "\\x61.old"\nj: "a.\\x6fld"\n', id="escapes"),
    pytest.param("banned_imports:\n  - a.old\n", id="banned"),
    pytest.param("x:\n  forbidden:\n    y: [a.old]\n", id="forbidden"),
    pytest.param("description: a.old\nurl: a.old\nloggers: [a.old]\n", id="prose"),
    pytest.param("image: redis:latest\nhost: old\n", id="image"),
    pytest.param("k: {{ a.old }}\n", id="template"),
    pytest.param("k: a#b\n", id="no-comment"),
    pytest.param("k: |\n", id="literal-without-end"),
    pytest.param("k:", id="key-only"),
    pytest.param("-", id="item-only"),
]


@pytest.mark.parametrize(("text", "expected"), TOML)
def test_toml(text: str, expected: Places) -> None:
    assert found(text, "toml") == expected


@pytest.mark.parametrize("text", NO_TOML)
def test_no_toml(text: str) -> None:
    assert found(text, "toml") == []


@pytest.mark.parametrize(("text", "expected"), INI)
def test_ini(text: str, expected: Places) -> None:
    assert found(text, "ini") == expected


@pytest.mark.parametrize("text", NO_INI)
def test_no_ini(text: str) -> None:
    assert found(text, "ini") == []


@pytest.mark.parametrize(("text", "expected"), YAML)
def test_yaml(text: str, expected: Places) -> None:
    assert found(text, "yaml") == expected


@pytest.mark.parametrize("text", NO_YAML)
def test_no_yaml(text: str) -> None:
    assert found(text, "yaml") == []


KEYS = [
    pytest.param("[project.scripts]\nx = 'a.b:c'", "toml", ("project", "scripts", "x"), id="table"),
    pytest.param("a.'b.c' = {d = ['a.b:c']}", "toml", ("a", "b.c", "d"), id="dotted-and-inline"),
    pytest.param(
        "[[a]]\n[a.b]\nc = [\n{d = 'a.b:c'}]", "toml", ("a", "b", "c", "d"), id="in-array"
    ),
    pytest.param("a = {b = {c = 1}, d = 'a.b:c'}", "toml", ("a", "d"), id="after-inline"),
    pytest.param("[s]\nk = a.b:c", "ini", ("s", "k"), id="option"),
    pytest.param("[s]\nk =\n  x = a.b:c", "ini", ("s", "k", "x"), id="name-below-an-option"),
    pytest.param("k = a.b:c", "ini", ("k",), id="no-section"),
    pytest.param("a:\n  b:\n  - c: a.b:c", "yaml", ("a", "b", "c"), id="block"),
    pytest.param("a:\n- b:\n  - a.b:c", "yaml", ("a", "b"), id="items-beside-their-key"),
    pytest.param("a: {b: {c: 1}, d: [a.b:c]}", "yaml", ("a", "d"), id="flow"),
    pytest.param("a:\n  b: 1\nc: a.b:c", "yaml", ("c",), id="after-a-deeper-one"),
    pytest.param("a: 1\n---\n- a.b:c", "yaml", (), id="new-document"),
    pytest.param("a: |\n  x = a.b:c", "yaml", ("a", "x"), id="name-in-a-text"),
    pytest.param("? a\n: a.b:c", "yaml", ("a",), id="explicit"),
    pytest.param("k = " + "{a = " * 20 + "'a.b:c'", "toml", ("k", *"aaaaaaaaaaa"), id="deep"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), KEYS)
def test_keys(text: str, kind: str, expected: Key) -> None:
    assert keys(text, kind) == [("a.b:c", expected)]
    assert len(expected) <= MAX_KEY


SILENT = [
    pytest.param(("tool", "ruff", "banned-api", "x", "msg"), id="banned"),
    pytest.param(("flake8", "banned-modules"), id="banned-modules"),
    pytest.param(("pylint", "deprecated-modules"), id="deprecated"),
    pytest.param(("contract", "forbidden_modules"), id="forbidden"),
    pytest.param(("x", "disallowedImports", "y"), id="disallowed"),
    pytest.param(("x", "Description"), id="description"),
    pytest.param(("handlers", "logger"), id="logger"),
    pytest.param(("project", "name"), id="own-name"),
]
SPEAKING = [
    pytest.param((), id="no-key"),
    pytest.param(("description", "handler"), id="below-a-description"),
    pytest.param(("logger_class",), id="logger-class"),
    pytest.param(("project", "scripts", "name"), id="a-script-called-name"),
]


@pytest.mark.parametrize("key", SILENT)
def test_silent_keys(key: Key) -> None:
    assert names_no_code(key)


@pytest.mark.parametrize("key", SPEAKING)
def test_speaking_keys(key: Key) -> None:
    assert not names_no_code(key)


BOM = b"\xef\xbb\xbf"
ODD = [  # bytes, and where the path is found in them, whatever the format
    pytest.param(BOM + b"k: a.old\n", [(1, 4, "a.old")], id="byte-order-mark"),
    pytest.param(b"x: 1\r\nk: a.old\r\n", [(2, 4, "a.old")], id="crlf"),
    pytest.param(b"x: 1\rk: a.old\r", [(2, 4, "a.old")], id="cr"),
    pytest.param(b"x: 1\r\n\n\rk: a.old", [(4, 4, "a.old")], id="mixed"),
    pytest.param(b"x: \xff\xe9\nk: a.old", [(2, 4, "a.old")], id="not-utf-8"),
    pytest.param(b"x: \xff k: a.old", [], id="not-utf-8-before"),
    pytest.param(b"x: \x00\nk: a.old", [(2, 4, "a.old")], id="nul"),
    pytest.param(b"k: a.old\x0c\n", [(1, 4, "a.old")], id="form-feed"),
    pytest.param("k: a.old\n".encode("utf-16"), [], id="utf-16"),
    pytest.param("k: a.old\n".encode("utf-16-be"), [], id="utf-16-without-mark"),
    pytest.param("k: a.old\n".encode("utf-32"), [], id="utf-32"),
    pytest.param(b"k: a.\xffold\n", [], id="not-utf-8-inside"),
]


@pytest.mark.parametrize("kind", ["ini", "yaml"])
@pytest.mark.parametrize(("data", "expected"), ODD)
def test_odd_bytes(data: bytes, expected: Places, kind: str) -> None:
    assert found(data, kind) == expected


def test_odd_bytes_of_toml() -> None:
    data = BOM + 'x = """\r\né\r\n"""\r\nk = """\\\r\n a.old"""'.encode()
    assert found(data, "toml") == [(5, 2, "a.old")]
    assert found('k = "a.old"'.encode("utf-16"), "toml") == []


def leaves(data: Any) -> Iterator[str]:
    """The strings in `data` that are no keys, in order."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value)


OUR_TOML = [*sorted(ROOT.glob("*.toml")), *sorted(ROOT.glob("src/flake8_ssot/packs/*.toml"))]


@pytest.mark.parametrize("file", OUR_TOML, ids=[file.name for file in OUR_TOML])
def test_every_string_of_a_toml_file(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = sorted(leaf for leaf in leaves(tomllib.loads(text)) if '"' not in leaf)
    scalars = sorted(scalar.text for scalar in toml_values.scalars(text))
    plain = [text for text in scalars if "?" not in text and '"' not in text]
    assert {*expected} >= {text for text in plain if "\n" not in text}
    assert len(scalars) == sum(1 for _ in leaves(tomllib.loads(text)))


def test_every_value_of_an_ini_file() -> None:
    text = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    read: dict[Key, list[str]] = {}
    for scalar in ini_values.scalars(text):
        read.setdefault(scalar.key, []).append(scalar.text.strip())
    expected = {
        (section, key): value.strip()
        for section in parser.sections()
        for key, value in parser.items(section)
    }
    assert {key: "\n".join(lines).strip() for key, lines in read.items()} == expected


def scalars_of_yaml(text: str) -> set[tuple[int, str]]:
    """Offset and text of each line of each scalar that is a value, by PyYAML."""
    lines = set()
    is_key: list[bool | None] = []  # of each collection around; None: a sequence
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            is_key.pop()
        expects_key = bool(is_key and is_key[-1])
        if isinstance(event, yaml.ScalarEvent) and not expects_key:
            assert event.start_mark is not None
            assert event.end_mark is not None
            start, end = event.start_mark.index, event.end_mark.index
            while text[start] in "&!":
                start = text.index(" ", start) + 1
            if event.style in ("|", ">"):
                start = text.index("\n", start)
            for line in text[start:end].split("\n"):
                content = line.strip().strip("'\"") if event.style in ("'", '"') else line.strip()
                if content:
                    lines.add((start + line.index(content), content))
                start += len(line) + 1
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            is_whole = not isinstance(event, yaml.CollectionStartEvent)
            if is_whole and is_key and is_key[-1] is not None:
                is_key[-1] = not is_key[-1]
        if isinstance(event, yaml.CollectionStartEvent):
            is_key.append(True if isinstance(event, yaml.MappingStartEvent) else None)
    return lines


def scalars_of_ours(text: str) -> set[tuple[int, str]]:
    lines = set()
    for scalar in yaml_values.scalars(text):
        start = scalar.start
        for line in scalar.text.split("\n"):
            if line.strip():
                lines.add((start + line.index(line.strip()), line.strip()))
            start += len(line) + 1
    return lines


WORDS = ("a.old", "x", "1", "two words", "it's", "a:b", "#x", "é.ü", "- x", "?", "a, b", "[x]")


class YamlWriter:
    """Writes a document of any form, from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []

    def document(self) -> str:
        self.collection("", 0)
        return "\n".join([*self.lines, ""])

    def quoted(self, text: str) -> str:
        return self.random.choice([f'"{text}"', "'{}'".format(text.replace("'", "''"))])

    def scalar(self, *, in_flow: bool) -> str:
        text = self.random.choice(WORDS)
        if text[0] in "#-?[" or (in_flow and not text.replace(".", "").isalnum()):
            return self.quoted(text)
        return self.random.choice([text, self.quoted(text)])

    def flow(self, depth: int) -> str:
        kind = self.random.randrange(4 if depth < 3 else 2)
        if kind < 2:
            return self.scalar(in_flow=True)
        items = [self.flow(depth + 1) for _ in range(self.random.randrange(4))]
        blank = self.random.choice(["", " ", "\n      "])
        if kind == 2:
            return f"[{blank}" + f",{blank}".join(items) + f"{blank}]"
        pairs = [f"{self.scalar(in_flow=True)}: {item}" for item in items]
        return "{" + f",{blank}".join(pairs) + "}"

    def collection(self, indent: str, depth: int, *, first: str = "") -> None:
        """Keys with values, or items; `first` stands before the first of them."""
        is_mapping = self.random.random() < 0.6
        for number in range(self.random.randrange(1, 4)):
            before = first if first and number == 0 else indent
            if self.random.random() < 0.2 and not (first and number == 0):
                self.lines.append(self.random.choice([f"{indent}# k: a.old", "", "  # - a.old"]))
            if is_mapping:
                key = self.random.choice(["a.old", "'a.b' ", '"k"', "key", "k k"])
                self.node(f"{before}{key}:", indent, depth, is_item=False)
            else:
                self.node(f"{before}-", indent, depth, is_item=True)

    def node(self, before: str, indent: str, depth: int, *, is_item: bool) -> None:
        deeper = indent + " " * self.random.randrange(1, 4)
        kind = self.random.randrange(8 if depth < 4 else 5)
        comment = self.random.choice(["", "", " # a.old"])
        if kind == 0:
            self.lines.append(f"{before} {self.flow(0)}{comment}")
        elif kind == 1:
            mark = self.random.choice(["|", ">", "|-", ">+"])
            texts = [
                self.random.choice(["a.old", "x: a.old", "# a.old", "", "  - x"]) for _ in "123"
            ]
            self.lines += [f"{before} {mark}{comment}", f"{deeper}first"]
            self.lines += [deeper + text if text else "" for text in texts]
        elif kind == 2:
            self.lines += [
                f"{before} plain",
                f"{deeper}{self.random.choice(['a.old', 'x y'])}{comment}",
            ]
        elif kind < 5:
            prefix = self.random.choice(["", "", "&x ", "!t "])
            self.lines.append(f"{before} {prefix}{self.scalar(in_flow=False)}{comment}")
        elif kind == 5 and is_item:
            self.collection(indent + "  ", depth + 1, first=f"{before} ")
        else:
            self.lines.append(f"{before}{comment}")
            self.collection(deeper, depth + 1)


def test_yaml_as_pyyaml_reads_it(long: bool) -> None:
    for seed in range(20_000 if long else 1_500):
        text = YamlWriter(seed).document()
        assert scalars_of_ours(text) == scalars_of_yaml(text), f"seed {seed}\n{text}"


def test_our_own_yaml_files() -> None:
    files = [*ROOT.glob(".*.yaml"), *ROOT.glob(".github/workflows/*.y*ml")]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert scalars_of_ours(text) == scalars_of_yaml(text), file


PIECES = (
    *("a.old", "a.b:c", "k", "é", " ", "  ", "\n", "\r\n", "\t", "- ", ": ", ":", "= ", "=", ", "),
    *(
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "#",
        " # ",
        "|\n",
        ">\n",
        "&x ",
        "*x",
        "!t ",
    ),
    *("{{ ", " }}", "---\n", "? ", "[mypy-a.old]\n", "python -m ", "error::", "\0", "\ufeff", ";"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_anything_can_be_read(kind: str, long: bool) -> None:
    chance = random.Random(kind)
    for _ in range(30_000 if long else 1_500):
        text = "".join(chance.choices(PIECES, k=chance.randrange(40)))
        places = found(text, kind)  # which compares each with the bytes
        assert places == sorted(set(places))
        normal = text_of(text.encode())
        assert normal is not None
        ends = 0
        for scalar in READERS[kind](normal):
            assert 0 <= ends <= scalar.start <= len(normal), text
            assert len(scalar.text) <= len(normal) - scalar.start
            ends = scalar.start


HOSTILE = [
    *(
        "a",
        "a.",
        "a.b ",
        "a.b,",
        "a:b ",
        "[",
        "{",
        "]",
        '"',
        "'",
        '\\"',
        '"\\',
        '"""',
        "'''",
        '"a"',
    ),
    *(
        "- ",
        "-\n",
        "? ",
        ": ",
        "a: ",
        "a= ",
        "#",
        " #",
        " ",
        "\n",
        "\r",
        "\t",
        "\0",
        "|\n",
        "k: |\n x\n",
    ),
    *(
        "- a.b\n",
        "a: b.c\n",
        "a=b.c\n",
        "{a: ",
        '{"a.b": ',
        "x = {a = ",
        'x = ["a",\n',
        '"a.b" ',
        "'a.b',",
    ),
    *("&a ", "!a ", "*a", "{{ ", "{{x}}\n", "{% ", "---\n", "é", "[a]\n", "[mypy-a.b,", "a.b:c.d:"),
    *(
        "error:a:b.c:",
        "-m a.b ",
        "python -m a ",
        "a='x",
        "a.b -> ",
        "a.b [x] ",
        "; ",
        "a\n b\n",
        "a\n\n",
    ),
]
BEFORE = {
    "toml": ("", 'k = "', "k = [", 'k = """'),
    "ini": ("", "[s]\nk = ", "[mypy-"),
    "yaml": ("", "k: ", 'k: "', "k: [", "k: |\n "),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_files(piece: str, kind: str, long: bool) -> None:
    for before in BEFORE[kind]:
        assert seconds(before, piece, kind, MB if long else 4 << 10) < ENOUGH_SECONDS, before


def seconds(before: str, piece: str, kind: str, size: int) -> float:
    data = (before + piece * (size // len(piece))).encode()
    start = time.process_time()
    values(data, kind)
    return time.process_time() - start


RISKY = [  # what a careless reader needs quadratic time for
    pytest.param("toml", "", "a= ", id="keys-in-a-value"),
    pytest.param("toml", 'k = "', '\\"', id="escapes"),
    pytest.param("toml", "k = ", "{a = ", id="tables-in-tables"),
    pytest.param("toml", "", 'k = "a.b" ', id="strings-on-a-line"),
    pytest.param("ini", "[s]\nk = ", "a.", id="components"),
    pytest.param("yaml", "", "- ", id="items-in-items"),
    pytest.param("yaml", "k: ", "'", id="quotes"),
    pytest.param("yaml", "k: ", "[", id="brackets"),
    pytest.param("yaml", "k: x", "\n\n", id="empty-lines"),
    pytest.param("yaml", "k: x", "\n y", id="lines-of-a-plain-scalar"),
]


@pytest.mark.parametrize(("kind", "before", "piece"), RISKY)
def test_linear_time(kind: str, before: str, piece: str) -> None:
    assert seconds(before, piece, kind, MB) < ENOUGH_SECONDS


def test_a_path_has_a_limit() -> None:
    longest = "a." + "b" * (MAX_PATH - 2)
    assert found(f"k: {longest}", "yaml") == [(1, 4, longest)]
    assert found(f"k: {longest}b", "yaml") == []

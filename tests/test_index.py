"""The compiled rules: the rule for a path, problems between rules, the quick look at a file."""

from __future__ import annotations

import ast
import random
import sysconfig
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot.import_text import ImportText, statements
from flake8_ssot.index import Index, compile_rules, is_at_or_below
from flake8_ssot.modules import UNKNOWN, Module, module_of
from flake8_ssot.rules import Moved
from flake8_ssot.source import Unparsable, decode, parse

USER = Module("app.user", False)


def rule(text: str, number: int = 1) -> Moved:
    """The rule `old -> new`, or `old` without a successor, with an id; on line `number`."""
    identity, _, arrow = text.partition(": ")
    old, _, new = arrow.partition(" -> ")
    return Moved(identity, old, new or None, "", "", "", (), None, (), "ssot.toml", number)


def index_of(*texts: str) -> Index:
    index, problems = compile_rules([rule(text) for text in texts])
    assert problems == ()
    return index


def problems_of(*texts: str) -> list[tuple[int, str]]:
    _, problems = compile_rules([rule(text, number) for number, text in enumerate(texts, 1)])
    assert {problem.path for problem in problems} <= {"ssot.toml"}
    return [(problem.line, problem.message) for problem in problems]


NESTED = (
    "module: a.old -> b.new",
    "deeper: a.old.sub -> c.sub",
    "symbol: a.old.Name -> d.Other",
    "gone: a.old.Gone",
    "top: lone -> a.lone",
)
LOOKUPS = [
    pytest.param("a.old", "module", "b.new", id="itself"),
    pytest.param("a.old.x", "module", "b.new.x", id="below"),
    pytest.param("a.old.x.Y.z", "module", "b.new.x.Y.z", id="far-below"),
    pytest.param("a.old.sub", "deeper", "c.sub", id="longest"),
    pytest.param("a.old.sub.x", "deeper", "c.sub.x", id="longest-below"),
    pytest.param("a.old.subset", "module", "b.new.subset", id="longer-component-below"),
    pytest.param("a.old.Name", "symbol", "d.Other", id="symbol"),
    pytest.param("a.old.Name.create", "symbol", "d.Other.create", id="attribute-of-symbol"),
    pytest.param("a.old.Names", "module", "b.new.Names", id="longer-symbol"),
    pytest.param("a.old.Gone", "gone", None, id="no-successor"),
    pytest.param("a.old.Gone.x", "gone", None, id="below-no-successor"),
    pytest.param("lone", "top", "a.lone", id="one-component"),
    pytest.param("lone.x", "top", "a.lone.x", id="below-one-component"),
]


@pytest.mark.parametrize(("path", "identity", "new"), LOOKUPS)
@pytest.mark.parametrize("order", [1, -1])
def test_lookup(path: str, identity: str, new: str | None, order: int) -> None:
    match = index_of(*NESTED[::order]).lookup(path)
    assert match is not None
    assert (match.rule.id, match.path, match.new) == (identity, path, new)


@pytest.mark.parametrize(
    "path",
    ["", "a", "a.older", "a.old2", "a.ol", "b.a.old", "old", "a.Old", "aa.old", "lonely", "x.lone"],
)
def test_no_rule_for(path: str) -> None:
    assert index_of(*NESTED).lookup(path) is None


@pytest.mark.parametrize(
    ("path", "top", "expected"),
    [
        ("a.b", "a.b", True),
        ("a.b.c", "a.b", True),
        ("a.bc", "a.b", False),
        ("a", "a.b", False),
        ("b.a", "a", False),
    ],
)
def test_is_at_or_below(path: str, top: str, expected: bool) -> None:
    assert is_at_or_below(path, top) is expected


def test_a_module_that_moved_below_itself() -> None:
    index = index_of("core: foo -> foo.core")
    expected = {
        "foo": "foo.core",
        "foo.X": "foo.core.X",
        "foo.corex": "foo.core.corex",
        "foo.core": None,
        "foo.core.X": None,
        "foo.core.core": None,
    }
    found = {path: index.lookup(path) for path in expected}
    assert {path: match and match.new for path, match in found.items()} == expected


def test_a_rule_below_a_new_home() -> None:
    index = index_of("core: foo -> foo.core", "old: foo.core.old -> bar", "x: foo.x -> foo.core.x")
    assert [match and match.new for match in map(index.lookup, ("foo.core.old.X", "foo.x"))] == [
        "bar.X",
        "foo.core.x",
    ]
    assert index.lookup("foo.core.new") is None


def test_a_symbol_renamed_within_its_module() -> None:
    index = index_of("name: a.mod.Old -> a.mod.New")
    match = index.lookup("a.mod.Old.x")
    assert match is not None
    assert match.new == "a.mod.New.x"
    assert index.lookup("a.mod.New") is None


CHAINS = [
    pytest.param(["1: a.X -> b.X", "2: b.X -> c.X"], "a.X", "c.X", id="two-steps"),
    pytest.param(["2: b.X -> c.X", "1: a.X -> b.X"], "a.X", "c.X", id="any-order"),
    pytest.param(
        ["1: a -> b", "2: b -> c", "3: c -> d", "4: d -> e"], "a.X.y", "e.X.y", id="modules"
    ),
    pytest.param(["1: a.X -> b.m.X", "2: b.m -> c.n"], "a.X", "c.n.X", id="symbol-then-module"),
    pytest.param(["1: a.X -> b.Y", "2: b -> c", "3: c.Y -> d.Z"], "a.X", "d.Z", id="mixed"),
    pytest.param(["1: a -> foo", "2: foo -> foo.core"], "a.X", "foo.core.X", id="into-itself"),
    pytest.param(["1: a -> b.x", "2: b.xy -> c"], "a", "b.x", id="not-a-longer-name"),
    pytest.param(["1: a -> b", "2: b.X -> c.Y"], "a.X", "c.Y", id="module-then-symbol"),
    pytest.param(["1: a -> b", "2: b.X -> c.Y"], "a.Z", "b.Z", id="module-then-another-symbol"),
    pytest.param(["1: a -> b", "2: b.X"], "a.X", None, id="module-then-removed-symbol"),
]


@pytest.mark.parametrize(("texts", "path", "new"), CHAINS)
def test_chains_are_folded(texts: list[str], path: str, new: str | None) -> None:
    """The new path of a finding is never itself deprecated."""
    match = index_of(*texts).lookup(path)
    assert match is not None
    assert match.new == new


PROBLEMS = [
    pytest.param(
        ["1: a -> b", "2: b -> a"],
        [
            (1, "the rules lead in a circle: '1' -> '2' -> '1'"),
            (2, "the rules lead in a circle: '2' -> '1' -> '2'"),
        ],
        id="circle",
    ),
    pytest.param(
        ["1: a -> b", "2: b -> c", "3: c -> b"],
        [
            (1, "the rules lead in a circle: '1' -> '2' -> '3' -> '2'"),
            (2, "the rules lead in a circle: '2' -> '3' -> '2'"),
            (3, "the rules lead in a circle: '3' -> '2' -> '3'"),
        ],
        id="way-into-a-circle",
    ),
    pytest.param(
        ["1: a.X -> b.X", "2: b -> a"],
        [
            (1, "the rules lead in a circle: '1' -> '2' -> '1'"),
        ],
        id="circle-through-a-module",
    ),
    pytest.param(
        ["1: a.X -> b.X", "2: b.X"],
        [(1, "the new path 'b.X' is deprecated by rule '2', without a successor")],
        id="dead-end",
    ),
    pytest.param(
        ["1: a -> b.c.d", "2: b.c"],
        [(1, "the new path 'b.c.d' is deprecated by rule '2', without a successor")],
        id="dead-end-below",
    ),
    pytest.param(
        ["1: a -> b", "2: b -> c", "3: c"],
        [
            (1, "the new path 'c' is deprecated by rule '3', without a successor"),
            (2, "the new path 'c' is deprecated by rule '3', without a successor"),
        ],
        id="dead-end-at-last",
    ),
    pytest.param(
        ["same: a -> b", "same: c -> d", "same: e -> f"],
        [
            (2, "id 'same' is already used by the rule at ssot.toml:1"),
            (3, "id 'same' is already used by the rule at ssot.toml:1"),
        ],
        id="ids",
    ),
    pytest.param(
        ["1: a -> b", "2: a -> c"],
        [(2, "old 'a' is already used by the rule at ssot.toml:1")],
        id="olds",
    ),
    pytest.param(
        ["1: a -> b", "1: a -> b"],
        [
            (2, "id '1' is already used by the rule at ssot.toml:1"),
            (2, "old 'a' is already used by the rule at ssot.toml:1"),
        ],
        id="twice",
    ),
]
NO_PROBLEMS = [
    pytest.param([], id="nothing"),
    pytest.param(["1: foo -> foo.core"], id="below-itself"),
    pytest.param(["1: foo.core -> foo"], id="above-itself"),
    pytest.param(["1: foo -> foo.core", "2: foo.x -> foo.core.x"], id="both-below"),
    pytest.param(["1: a.X -> b.X", "2: b.Y -> a.Y"], id="exchange"),
    pytest.param(["1: a -> b", "2: ab -> a2"], id="longer-names"),
    pytest.param(["1: a -> c", "2: b -> c"], id="one-home"),
    pytest.param(["1: a", "2: a.X -> b.X"], id="removed-but-one"),
    pytest.param(["1: a -> b", "2: b.X"], id="one-name-removed-later"),
]


@pytest.mark.parametrize(("texts", "expected"), PROBLEMS)
def test_problems_between_rules(texts: list[str], expected: list[tuple[int, str]]) -> None:
    assert problems_of(*texts) == expected


@pytest.mark.parametrize("texts", NO_PROBLEMS)
def test_rules_that_agree(texts: list[str]) -> None:
    assert problems_of(*texts) == []


def test_long_chains_and_many_rules_compile_quickly() -> None:
    chain = [rule(f"c{number}: c{number}.X -> c{number + 1}.X") for number in range(300)]
    many = [rule(f"m{number}: pkg.m{number}.X -> new.m{number}.X") for number in range(10_000)]
    begin = time.process_time()
    index, problems = compile_rules([*chain, *many])
    assert time.process_time() - begin < ENOUGH_SECONDS
    assert problems == ()
    match = index.lookup("c0.X")
    assert match is not None
    assert match.new == "c300.X"


STARS = [
    ("a.old", {"sub", "Name", "Gone"}),
    ("a", {"old"}),
    ("", set()),
    ("b", set()),
]


@pytest.mark.parametrize(("module", "names"), STARS)
def test_names_that_a_star_may_bring(module: str, names: set[str]) -> None:
    assert index_of(*NESTED).below.get(module, frozenset()) == names


# The quick look. `acme.old.Engine` is a symbol, `acme.tools` a module, `lone` a top-level package.

QUICK = ("1: acme.old.Engine -> acme.new.Engine", "2: acme.tools -> acme.kit", "3: lone -> acme.x")
MENTIONED = [
    pytest.param("import acme.tools", id="import"),
    pytest.param("import acme.tools as t", id="import-as"),
    pytest.param("import os, sys as s, acme.tools", id="several"),
    pytest.param("import os,acme.tools", id="several-tight"),
    pytest.param("import\tacme.tools", id="tab"),
    pytest.param("import \\\n  acme.tools", id="backslash"),
    pytest.param("import \\\r\n  acme.tools", id="backslash-crlf"),
    pytest.param("import os, \\\n  acme.tools", id="backslash-in-list"),
    pytest.param("import acme . tools", id="spaces-around-dots"),
    pytest.param("import acme\nacme.tools.X", id="top-and-attribute"),
    pytest.param("import acme.other\nacme.tools.X", id="bound-by-another"),
    pytest.param("x=1;import acme.tools", id="after-semicolon"),
    pytest.param("if 1: import acme.tools", id="after-colon"),
    pytest.param("\fimport acme.tools", id="form-feed"),
    pytest.param("\ufeffimport acme.tools", id="bom"),
    pytest.param("from acme import tools", id="from-parent"),
    pytest.param("from acme import(tools)", id="tight-parenthesis"),
    pytest.param("from acme import x, tools as t", id="from-several"),
    pytest.param("from acme.tools import x", id="from-module"),
    pytest.param("from acme.tools.sub import x", id="from-below"),
    pytest.param("from acme.tools import *", id="star"),
    pytest.param("from acme import *\ntools.X", id="star-of-parent"),
    pytest.param("from acme.old import Engine", id="symbol"),
    pytest.param("from acme.old import *\nEngine", id="symbol-by-star"),
    pytest.param("from acme import old\nold.Engine", id="symbol-by-module"),
    pytest.param("from acme import old as o\ngetattr(o, 'Engine')", id="getattr"),
    pytest.param("from acme import (\n  x,  # )\n  old,\n)\nold.Engine", id="parentheses"),
    pytest.param("from acme import (  # a (b) c\r\n  old)\r\nold.Engine", id="comment-crlf"),
    pytest.param("from acme import (# c\r  old)\rold.Engine", id="comment-cr"),
    pytest.param("from acme import x, \\\n  old\nold.Engine", id="names-backslash"),
    pytest.param("from acme \\\n import old\nold.Engine", id="module-backslash"),
    pytest.param("from \\\n acme.\\\nold \\\nimport Engine", id="backslashes-everywhere"),
    pytest.param("from acme . old import Engine", id="from-spaces-around-dots"),
    pytest.param("from acme import old;old.Engine", id="before-semicolon"),
    pytest.param("from acme import old # c\nold.Engine", id="before-comment"),
    pytest.param("# from here on\nfrom acme.old import Engine", id="from-in-comment"),
    pytest.param("'from'\nimport acme.tools", id="from-in-string"),
    pytest.param("x = a_from; from acme.old import Engine", id="from-in-name"),
    pytest.param("yield from import_()\nfrom acme.old import Engine", id="yield-from"),
    pytest.param("raise A from b; from acme.old import Engine", id="raise-from"),
    pytest.param("import lone", id="top-package"),
    pytest.param("from lone import x", id="from-top-package"),
    pytest.param("import lone.x.y as z", id="below-top-package"),
    pytest.param("from acme import " + "x, " * 3000 + "tools", id="long-list"),
    pytest.param("from acme import (" + "x,\n" * 5000 + "tools)", id="long-parentheses"),
    pytest.param("from acme import (" + "#" * 9000 + "\ntools)", id="long-comment"),
    pytest.param("import " + "module_of_some_length, " * 200 + "acme.tools", id="long-import"),
    pytest.param("patch('acme.\\\ntools')", id="string-on-two-lines"),
    pytest.param("patch('acme\\\r\n.tools')", id="string-on-two-lines-before-the-dot"),
    pytest.param("patch('acme\\x2etools')", id="escaped-dot"),
    pytest.param("import acme.tools" + "  # " + "x" * 9000, id="long-line"),
    pytest.param("from acme import tools" + " " * 9000 + "\n", id="long-blank"),
]


@pytest.mark.parametrize("source", MENTIONED)
def test_mentioned(source: str) -> None:
    assert index_of(*QUICK).mentioned_in(source.encode(), USER)


NOT_MENTIONED = [
    pytest.param("", id="empty"),
    pytest.param("import os\n", id="another-import"),
    pytest.param("from acme import kit\nfrom acme.new import Engine", id="new-homes"),
    pytest.param("x = 'tools of acme, old'\n# Engine", id="no-import"),
    pytest.param("import os\nacme. tools.X", id="not-this-import"),
    pytest.param("from other import tools\ntools.acme", id="tools-of-another"),
    pytest.param("from acme.new import Engine\nold = 1", id="same-name-elsewhere"),
    pytest.param("from .acme import tools", id="relative-package"),
    pytest.param("from . import tools\nacme = 1", id="relative-module"),
]


@pytest.mark.parametrize("source", NOT_MENTIONED)
def test_not_mentioned(source: str) -> None:
    assert not index_of(*QUICK).mentioned_in(source.encode(), USER)


RELATIVE = [
    pytest.param("acme.user", False, "from . import tools", True, id="sibling"),
    pytest.param("acme.user", False, "from .import tools", True, id="tight"),
    pytest.param("acme.user", False, "from.import tools", True, id="tighter"),
    pytest.param("acme.user", False, "from .tools import x", True, id="sibling-module"),
    pytest.param("acme.user", False, "from . tools import x", True, id="space-behind-dot"),
    pytest.param("acme.user", False, "from .old import Engine", True, id="symbol"),
    pytest.param("acme.old.user", False, "from . import Engine", True, id="package-not-spelled"),
    pytest.param("acme.a.b.user", False, "from ... import tools", True, id="dots"),
    pytest.param("acme.a.b.user", False, "from . . . import tools", True, id="dots-apart"),
    pytest.param("acme.a.b.user", False, "from .\\\n.. import tools", True, id="dots-on-lines"),
    pytest.param("acme", True, "from . import tools", True, id="init"),
    pytest.param("acme.user", False, "m[__package__ + '.tools']", True, id="own-package"),
    pytest.param("acme", True, "patch(__name__ + '.tools.X')", True, id="own-name"),
    pytest.param("acme.user", False, "patch(f'{__package__}.tools.X')", True, id="f-string"),
    pytest.param("acme.user", False, "find_spec('.tools', __package__)", True, id="find-spec"),
    pytest.param("acme", True, "resolve_name(__name__ + ':tools')", True, id="resolve-name"),
    pytest.param("acme", True, "log(__name__); x.tools", False, id="name-of-a-logger"),
    pytest.param("acme.sub", True, "from ..tools import x", True, id="init-below"),
    pytest.param("acme", True, "from .. import tools", False, id="above-the-top"),
    pytest.param("acme.a.user", False, "from . import tools", False, id="too-few-dots"),
    pytest.param("app.user", False, "from . import tools  # acme", False, id="another-package"),
    pytest.param("", False, "from . import tools  # acme", False, id="unknown-place"),
]


@pytest.mark.parametrize(("name", "is_package", "source", "expected"), RELATIVE)
def test_mentioned_by_a_relative_import(
    name: str,
    is_package: bool,
    source: str,
    expected: bool,
) -> None:
    index = index_of(*QUICK)
    assert index.mentioned_in(source.encode(), Module(name, is_package)) is expected


def test_no_rules_mention_nothing() -> None:
    assert not index_of().mentioned_in(b"import acme.tools", USER)


def test_mentioned_with_other_letters_and_encodings() -> None:
    index = index_of("1: größe.日本.Ähre -> x")
    source = "from größe.日本 import Ähre\n"
    assert index.mentioned_in(source.encode(), USER)
    assert index.mentioned_in(b"\xef\xbb\xbf" + source.encode(), USER)
    assert not index.mentioned_in("from größe.日本 import Ahre\n".encode(), USER)


STATEMENTS = [
    pytest.param(b"import a.b, c as d", [("a.b", None, True), ("c", None, True)], id="import"),
    pytest.param(
        b"from a.b import c, d as e\n",
        [("a.b", {"c", "d", "as", "e"}, False)],
        id="from",
    ),
    pytest.param(b"from .x import *\n", [("app.x", None, False)], id="star"),
    pytest.param(b"from .. import x", [], id="above-the-top"),
]


@pytest.mark.parametrize(("data", "expected"), STATEMENTS)
def test_statements(data: bytes, expected: list[tuple[str, set[str] | None, bool]]) -> None:
    found = [
        (item.module, item.names and {name.decode() for name in item.names}, item.binds_top)
        for item in statements(data, USER)
    ]
    assert found == expected


def covers(found: Iterable[ImportText], path: str, name: str | None) -> bool:
    """Is `from path import name` (a star for None) among what the quick look found?"""
    wanted = name.encode() if name is not None else None
    return any(
        not item.binds_top
        and item.module == path
        and (item.names is None or (wanted is not None and wanted in item.names))
        for item in found
    )


def missed(data: bytes, tree: ast.Module, module: Module) -> list[str]:
    """The imports of `tree` that `statements` did not see in `data`."""
    found = list(statements(data, module))
    tops = {item.module.partition(".")[0] for item in found if item.binds_top}
    wrong = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            wrong += [name for name in names if name.partition(".")[0] not in tops]
        elif isinstance(node, ast.ImportFrom):
            path = module.absolute(node.level, node.module)
            if path is None:
                continue
            for alias in node.names:
                name = None if alias.name == "*" else alias.name
                if not covers(found, path, name):
                    wrong.append(f"{path}.{alias.name}")
    return wrong


@lru_cache(maxsize=1)
def standard_library() -> tuple[Path, ...]:
    folder = Path(sysconfig.get_path("stdlib"))
    files = (path for path in folder.rglob("*.py") if "site-packages" not in path.parts)
    return tuple(sorted(files))


def test_every_import_of_the_standard_library_is_seen(long: bool) -> None:
    files = list(standard_library())
    if not long:
        random.Random(3).shuffle(files)
    folder = sysconfig.get_path("stdlib")
    judged = 0
    for path in files:
        data = path.read_bytes()
        if b"import" not in data or (len(data) > 100_000 and not long):
            continue
        tree = parse(decode(data).text)
        if isinstance(tree, Unparsable):
            continue
        module = module_of(str(path), (folder,))
        assert (path, missed(data, tree, module)) == (path, [])
        judged += 1
        if judged == 150 and not long:
            break
    assert judged >= 150


def spellings(source: ast.Module, chance: random.Random) -> str:
    """The imports of `source`, each spelled in one of the ways Python allows."""
    lines = []
    gaps = [" ", "  ", "\t", " \\\n ", "\\\n\t", " \f"]
    for node in source.body:
        gap = [chance.choice(gaps) for _ in range(3)]
        assert isinstance(node, ast.Import | ast.ImportFrom)
        parts = [
            f"{alias.name}{chance.choice(gaps)}as {alias.asname}" if alias.asname else alias.name
            for alias in node.names
        ]
        listed = chance.choice([", ", ",", " ,\\\n", " , "]).join(parts)
        if isinstance(node, ast.Import):
            lines.append(f"import{gap[0]}{listed}")
            continue
        if chance.random() < 0.4 and listed != "*":
            comment = chance.choice(["", "# (x", "# from a import b)", "#"])
            listed = f"({comment}\n" + f",{comment}\n".join(parts) + chance.choice([",)", ")"])
        lines.append(
            f"from{gap[0]}{'.' * node.level}{node.module or ''}{gap[1]}import{gap[2]}{listed}"
        )
    separators = ["\n", ";", "\n# from here, import there\n", "\n'''from'''\n", "\r\n", "\n\n"]
    return "".join(line + chance.choice(separators) for line in lines)


@pytest.mark.parametrize("seed", range(40))
def test_every_spelling_of_an_import_is_seen(seed: int) -> None:
    chance = random.Random(seed)
    words = ["a", "bb", "from_", "import_", "ß", "as_", "_c1", "日本"]

    def dotted() -> str:
        return ".".join(chance.choices(words, k=chance.randint(1, 3)))

    body: list[ast.stmt] = []
    for _ in range(20):
        as_name = chance.choice([None, *words])
        if chance.random() < 0.3:
            names = [ast.alias(dotted(), as_name) for _ in range(chance.randint(1, 3))]
            body.append(ast.Import(names))
        else:
            level = chance.choice([0, 0, 1, 2])
            names = [ast.alias(chance.choice(words), as_name) for _ in range(chance.randint(1, 4))]
            star = [ast.alias("*", None)]
            module = dotted() if level == 0 or chance.random() < 0.7 else None
            body.append(ast.ImportFrom(module, chance.choice([names, names, star]), level))
    text = spellings(ast.Module(body, []), chance)
    tree = parse(text.replace("\r\n", "\n"))
    assert not isinstance(tree, Unparsable), text
    assert missed(text.encode(), tree, Module("p.q.r.s", False)) == []


HOSTILE = [
    pytest.param(b"", b"from ", id="from"),
    pytest.param(b"", b"import ", id="import"),
    pytest.param(b"", b"from import ", id="from-import"),
    pytest.param(b"", b"from a import ", id="from-a-import"),
    pytest.param(b"", b"from a import (", id="open-parenthesis"),
    pytest.param(b"", b"from a import (\n#", id="open-parenthesis-comments"),
    pytest.param(b"", b"import (((", id="import-parentheses"),
    pytest.param(b"", b"#", id="hashes"),
    pytest.param(b"from a import (", b"#", id="one-comment"),
    pytest.param(b"from a import (", b"#\n", id="many-comments"),
    pytest.param(b"", b"from a import (#", id="comments-and-from"),
    pytest.param(b"from ", b"a", id="long-module"),
    pytest.param(b"from a import ", b"a", id="long-name"),
    pytest.param(b"from a import ", b"a,", id="long-list"),
    pytest.param(b"from a import (", b"a,", id="long-list-in-parentheses"),
    pytest.param(b"import ", b"a,", id="import-long-list"),
    pytest.param(b"from", b" ", id="blanks"),
    pytest.param(b"", b"from" + b" " * 2000, id="from-and-blanks"),
    pytest.param(b"", b"from a import (" + b" " * 3990, id="open-parenthesis-and-blanks"),
    pytest.param(b"from", b"\\\n", id="backslashes"),
    pytest.param(b"", b"from \\", id="from-backslash"),
    pytest.param(b"import", b"\\", id="only-backslashes"),
    pytest.param(b"", b"from.", id="dots"),
    pytest.param(b"from", b".", id="many-dots"),
    pytest.param(b"", b"from\x80", id="high-bytes"),
    pytest.param(b"", b"\x00from\x00import", id="nul"),
    pytest.param(b"", bytes(range(256)), id="every-byte"),
    pytest.param(b"", b"from a.b import c\n", id="many-statements"),
    pytest.param(b"", b"import a.b as c\n", id="many-imports"),
]


@pytest.mark.parametrize(("start", "piece"), HOSTILE)
def test_hostile_text_costs_less_than_a_second(start: bytes, piece: bytes) -> None:
    index = index_of(*QUICK)
    words = b"\nacme old Engine tools lone\n"
    for size in (20_000, 200_000):  # the small one first, so that a failure does not take minutes
        data = start + piece * (size // len(piece))
        begin = time.process_time()
        list(statements(data, USER))
        index.mentioned_in(words + data, USER)
        assert time.process_time() - begin < ENOUGH_SECONDS


def test_an_unknown_place_still_sees_absolute_imports() -> None:
    assert index_of(*QUICK).mentioned_in(b"from acme.old import Engine", UNKNOWN)

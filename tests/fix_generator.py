"""Programs that use deprecated names, made from a seed, for `ssot fix` to mend.

`generate(seed, number)` writes a program for a scenario of `fix_worlds`: scenes that import a
deprecated name (form) somewhere (place) and use it, laid out in odd ways. When it runs, it calls
`see(label, value)` at each use; `fix_worlds.run` records that.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Sequence
from string import Template
from textwrap import indent
from typing import NamedTuple

from fix_worlds import SCENARIOS, Scenario, Subject

# --- Templates ------------------------------------------------------------------------------------
# $M module, $P its parent, $L its last component, $N the name; $S another name of the module;
# $D another module of $P; $Q $R the new module and name; $T its top, $B its last component; $n a
# number; $a an alias; $rM $rP relative to the file. In places and uses: $i the import, $o the same
# in plain layout, $u the uses (on lines of their own), $e the expression that reaches the name, $s
# $b the same with spaces and over lines, $m the one that reaches its module, $l the first name
# of $e, $w the same where it is the name that the import binds.


class Form(NamedTuple):
    """Import statements, and how to reach the name with them."""

    id: str
    text: str
    expr: str
    also: Sequence[str] = ()  # further expressions to look at
    module: str = ""  # the expression that reaches the module
    needs: str = ""  # "new": a new path in a module; "relative": a module in the same package
    only: str = ""  # "module": not in functions; "block": not in one line


_ENGINE_OR_NEW = (
    "try:\n    from $M import $N\nexcept ImportError:\n    from $Q import $R as $N",
    "try:\n    from $Q import $R as $N\nexcept ImportError:\n    from $M import $N",
)
FORMS = [
    Form("plain", "import $M", "$M.$N", module="$M"),
    Form("plain, in pieces", "import $M", "($P).$L.$N", module="$M"),
    Form("plain, beside a library", "import os, $M", "$M.$N", ["os.sep"], "$M"),
    Form("plain, its sibling used", "import $M", "$M.$N", ["$M.$S"], "$M"),
    Form(
        "plain, another module of the top", "import $M, acme.other.things", "$M.$N",
        ["acme.other.things.Thing"], "$M",
    ),
    Form(
        "plain, the top used", "import $M\nimport acme.other.things as things", "$M.$N",
        ["things.Thing", "acme", "acme.other.things.widget"], "$M",
    ),
    Form("plain and as", "import $M\nimport $M as $a", "$a.$N", ["$M.$N"], "$M"),
    Form("as", "import $M as $a", "$a.$N", module="$a"),
    Form("as, a sibling used", "import $M as $a", "$a.$N", ["$a.$S"], "$a"),
    Form("as its last name", "import $M as $L", "$L.$N", module="$L"),
    Form("as, several", "import $M as $a, acme.other.things as o$n, os", "$a.$N",
         ["o$n.Thing"], "$a"),
    Form("as, then another name for it", "import $M as $a\nm$n = $a", "m$n.$N", module="m$n",
         only="block"),
    Form("from", "from $M import $N", "$N"),
    Form("from, as", "from $M import $N as $a", "$a"),
    Form("from, as itself", "from $M import $N as $N", "$N"),
    Form("from, as the new name", "from $M import $N as $R", "$R", needs="new"),
    Form("from, several", "from $M import $N, $S", "$N", ["$S"]),
    Form("from, several, last", "from $M import $S, $N as $a", "$a", ["$S"]),
    Form("from, several modules", "from $M import $N\nfrom acme.other.things import Thing", "$N",
         ["Thing"]),
    Form("from, twice in one", "from $M import $N, $N as $a", "$N", ["$a"]),
    Form("from, repeated in one", "from $M import $N, $N", "$N"),
    Form("from, twice", "from $M import $N\nfrom $M import $N", "$N"),
    Form("from, and the module", "from $M import $N\nimport $M as $a", "$N", ["$a.$N"], "$a"),
    Form("both, new first", "from $Q import $R\nfrom $M import $N", "$N", ["$R"], needs="new"),
    Form("both, old first", "from $M import $N as $a\nfrom $Q import $R as b$n", "$a", ["b$n"],
         needs="new"),
    Form("both, new module", "import $Q\nfrom $M import $N as $a", "$a", ["$Q.$R"], needs="new"),
    Form("both modules", "import $Q\nimport $M", "$M.$N", ["$Q.$R"], "$M", needs="new"),
    Form("both modules, as", "import $Q as q$n, $M as $a", "$a.$N", ["q$n.$R"], "$a", needs="new"),
    Form("beside another of the new home", "from $Q import $R as x$n\nfrom $M import $N", "$N",
         ["x$n"], needs="new"),
    Form("module", "from $P import $L", "$L.$N", module="$L"),
    Form("module, a sibling used", "from $P import $L", "$L.$N", ["$L.$S"], "$L"),
    Form("module, as", "from $P import $L as $a", "$a.$N", module="$a"),
    Form("module, several", "from $P import $L\nfrom acme.other import things", "$L.$N",
         ["things.widget"], "$L"),
    Form("module, beside another", "from $P import $L, $D as d$n", "$L.$N", ["d$n"], "$L"),
    Form("module, behind another", "from $P import $D as d$n, $L as $a", "$a.$N", ["d$n"], "$a"),
    Form("relative", "from $rM import $N", "$N", needs="relative"),
    Form("relative, as", "from $rM import $N as $a, $S as b$n", "$a", ["b$n"], needs="relative"),
    Form("relative module", "from $rP import $L", "$L.$N", module="$L", needs="relative"),
    Form("relative module, as", "from $rP import $L as $a", "$a.$N", ["$a.$S"], "$a",
         needs="relative"),
    Form("star", "from $M import *", "$N", only="module"),
    Form("star, a sibling used", "from $M import *", "$N", ["$S"], only="module"),
    Form("star, relative", "from $rM import *", "$N", only="module", needs="relative"),
    Form("star, then from", "from $M import *\nfrom $M import $N as $a", "$a", ["$N"],
         only="module"),
    Form("getattr", "import $M as $a", 'getattr($a, "$N")', module="$a"),
    Form("getattr, of a module", "from $P import $L", "getattr($L, '$N')", module="$L"),
    Form("try old, else new", _ENGINE_OR_NEW[0], "$N", needs="new", only="block"),
    Form("try new, else old", _ENGINE_OR_NEW[1], "$N", needs="new", only="block"),
    Form("try, else None", "try:\n    from $M import $N\nexcept ImportError:\n    $N = None", "$N",
         only="block"),
    Form("try, else False", "try:\n    import $M as $a\n    ok$n = True\nexcept ImportError:\n"
         "    ok$n = False", "$a.$N", ["ok$n"], "$a", only="block"),
    Form("try the module, else new",
         "try:\n    from $P import $L as $a\nexcept (ImportError, AttributeError):\n"
         "    import $Q as $a", "$a.$N", module="$a", needs="new", only="block"),
]  # fmt: skip


class Place(NamedTuple):
    """Where an import and its uses stand."""

    id: str
    text: str
    scope: str = "module"  # of the import: or "function", "class"
    used_in: str = ""  # the scope of the uses, if it is another; "nothing" if there are none
    one_line: bool = False  # is there room for one line only?
    typing: bool = False  # can only types be used?


PLACES = [
    Place("top", "$i\n$u"),
    Place("top, used far below", "$i\n\n\nx$n = 1\n\n\n$u"),
    Place("function", "def f$n():\n    $i\n    $u\nf$n()", "function"),
    Place("function with a docstring", 'def f$n():\n    """KEEP $M.$N"""\n    $i\n    $u\nf$n()',
          "function"),
    Place("top, used in a function", "$i\ndef f$n():\n    $u\nf$n()", "module", "function"),
    Place("nested function", "def f$n():\n    $i\n    def g():\n        $u\n    g()\nf$n()",
          "function", "nested function"),
    Place("async function", "async def f$n():\n    $i\n    $u\ndrive(f$n())", "function"),
    Place("method", "class C$n:\n    def f(self):\n        $i\n        $u\nC$n().f()", "function"),
    Place("class", "class C$n:\n    $i\n    $u", "class"),
    Place("top, used in a class", "$i\nclass C$n:\n    $u", "module", "class"),
    Place("behind use in a function", "def f$n():\n    try:\n        see('early', $l)\n"
          "    except NameError:\n        see('early', None)\n    $i\n    $u\nf$n()", "function"),
    Place("if", "if see:\n    $i\n    $u"),
    Place("if, used behind", "if see:\n    $i\n$u"),
    Place("else", "if not see:\n    pass\nelse:\n    $i\n$u"),
    Place("elif", "if not see:\n    x$n = 1\nelif see:\n    $i\nelse:\n    x$n = 2\n$u"),
    Place("if, else something else", "if see:\n    $i\nelse:\n    $w = None\n$u"),
    Place("TYPE_CHECKING", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    $i\n$u",
          typing=True),
    Place("typing.TYPE_CHECKING, else", "import typing\nif typing.TYPE_CHECKING:\n    $i\n"
          "else:\n    $w = int\n$u", typing=True),
    Place("not TYPE_CHECKING", "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    $i\n"
          "    $u"),
    Place("try", "try:\n    $i\n    $u\nexcept ImportError:\n    see($n, 'no')"),
    Place("try, else", "try:\n    $i\nexcept ImportError:\n    raise\nelse:\n    $u"),
    Place("try, finally", "try:\n    $i\nfinally:\n    x$n = 1\n$u"),
    Place("except", "try:\n    raise KeyError\nexcept KeyError:\n    $i\n    $u"),
    Place("with", "import contextlib\nwith contextlib.suppress(ImportError):\n    $i\n    $u"),
    Place("with, not swallowing", "import contextlib\nwith contextlib.nullcontext():\n    $i\n$u"),
    Place("for", "for x$n in range(2):\n    $i\n    $u"),
    Place("for, else", "for x$n in ():\n    pass\nelse:\n    $i\n    $u"),
    Place("while", "while True:\n    $i\n    $u\n    break"),
    Place("match", "match 1:\n    case 1:\n        $i\n        $u"),
    Place("one-line if", "if see: $i\n$u", one_line=True),
    Place("one-line function", "def f$n(): $i; see($n, $e)\nf$n()", "function", "nothing",
          one_line=True),
    Place("one-line class", "class C$n: $i", "class", "nothing", one_line=True),
    Place("behind ;", "x$n = 1; $i\n$u", one_line=True),
    Place("before ;", "$i; x$n = 1\n$u", one_line=True),
    Place("between ;", "x$n = 1; $i; y$n = 2\n$u", one_line=True),
    Place("main guard", 'if __name__ != "__main__":\n    $i\n    $u'),
    Place("deep", "if see:\n    for x$n in [1]:\n        if x$n:\n            $i\n            $u"),
    Place("the only statement of a function", "def f$n():\n    $i\nf$n()", "function", "nothing"),
    Place("global in a function", "def f$n():\n    global $w\n    $i\n    $u\nf$n()", "function",
          "global function"),
]  # fmt: skip


class Use(NamedTuple):
    """Statements that use the name."""

    id: str
    text: str
    kinds: str = "class builtin function exception"
    needs: str = ""  # "name": a bare name; "module": a module; "chain": no call; "new": a new path
    scopes: str = "module function class"
    typing: bool = False  # is it only about types?
    last: bool = False  # does it destroy the name?


_OBJECTS = "class exception"
_TYPES = "class builtin exception"
USES = [
    Use("value", "see($n, $e)"),
    Use("call", "see($n, $e())"),
    Use("call with arguments", "see($n, $e(  # KEEP\n    [1],\n))", "class builtin function"),
    Use("attribute", "see($n, $e.tag)", "class exception function"),
    Use("method", "see($n, $e.create(1).part)", "class"),
    Use("class method in a chain", "see($n, $e.create($e.part).args)", "class"),
    Use("base class", "class K$n($e):\n    pass\nsee($n, K$n)", _TYPES),
    Use("base class beside another", "class K$n(dict, metaclass=type):\n    base = $e\n"
        "see($n, K$n.base)", scopes="module function"),
    Use("decorator", "@$e\ndef d$n():\n    pass\nsee($n, d$n)", "class function", "chain"),
    Use("decorator with arguments", "@$e(1)\ndef d$n():\n    pass\nsee($n, d$n)", "class", "chain"),
    Use("default argument", "def d$n(x, y=$e):\n    return y\nsee($n, d$n(1))"),
    Use("default of a keyword", "def d$n(*, y=$e):\n    return y\nsee($n, d$n())"),
    Use("nested scope", "def d$n():\n    def inner():\n        return $e\n    return inner()\n"
        "see($n, d$n())", scopes="module function"),
    Use("lambda", "see($n, (lambda: $e)())", scopes="module function"),
    Use("comprehension", "see($n, [$e for _ in (1, 2)])", scopes="module function"),
    Use("comprehension, first iterable", "see($n, [x for x in [$e]])"),
    Use("dict comprehension", "see($n, {1: $e for _ in (1, 2) if $e})", scopes="module function"),
    Use("generator", "see($n, list($e for _ in range(2)))", scopes="module function"),
    Use("f-string", 'see($n, f"{$e.tag}")', _OBJECTS, "no quotes"),
    Use("f-string with a format", 'see($n, f"a {$e.tag!r:>20} b {$e.tag}")', _OBJECTS, "no quotes"),
    Use("f-string over lines", 'see($n, f"""a {$e.tag}\n  é {$e.part}\n""")', "class", "no quotes"),
    Use("f-string in pieces", "see($n, 'KEEP $N' f'{$e.tag}' \"!\")", _OBJECTS, "no quotes"),
    Use("f-string that shows its text", 'see($n, f"{$e.tag=}")', _OBJECTS, "no quotes"),
    Use("getattr", 'see($n, getattr($m, "$N"))', needs="module"),
    Use("getattr with a default", 'see($n, getattr($m, "$N", None))', needs="module"),
    Use("hasattr", 'see($n, hasattr($e, "tag"))', _OBJECTS),
    Use("module as a value", "see($n, $m)", needs="module"),
    Use("another name for the module", "k$n = $m\nsee($n, k$n.$N)", needs="module"),
    Use("module passed on", "def d$n(mod):\n    return mod\nsee($n, d$n($m))", needs="module"),
    Use("store", "k$n = $m.$N\n$m.$N = 5\nsee($n, $m.$N)\n$m.$N = k$n", needs="module"),
    Use("isinstance", "see($n, isinstance($e(), $e))", _TYPES),
    Use("issubclass", "see($n, issubclass($e, ($e, int)))", _TYPES),
    Use("another name", "k$n = $e\nsee($n, k$n)"),
    Use("several targets", "k$n = j$n = $e\nsee($n, j$n)"),
    Use("unpacked", "k$n, j$n = $e, 1\nsee($n, (k$n, j$n))"),
    Use("walrus", "see($n, (k$n := $e))\nsee($n, k$n)"),
    Use("conditional", "see($n, $e if see else None)"),
    Use("boolean", "see($n, see and $e)"),
    Use("keyword argument", "see(label=$n, value=$e)"),
    Use("starred", "see(*[$n, $e])"),
    Use("display", "see($n, {'KEEP $N': $e, 1: [$e, ($e,)]})"),
    Use("subscript", "see($n, {$e: 1}[$e])"),
    Use("assert", "assert $e, '$N'\nsee($n, $e)"),
    Use("with", "with $e() as k$n:\n    see($n, k$n)", "class"),
    Use("except", "try:\n    raise $e\nexcept $e as k$n:\n    see($n, k$n)", "exception"),
    Use("except, a tuple", "try:\n    raise $e('x')\nexcept (KeyError, $e):\n    see($n, 1)",
        "exception"),
    Use("match class", "match $e():\n    case $e():\n        see($n, 1)\n    case _:\n"
        "        see($n, 2)", _TYPES, "chain"),
    Use("behind non-ASCII text", "see($n, ('é€ KEEP', $e, 'ü', $e))"),
    Use("spaced", "see( $n ,  $s  )", needs="chain"),
    Use("over lines", "see($n, (\n    $b  # KEEP\n))", needs="chain"),
    Use("return", "def d$n():\n    return $e\nsee($n, d$n())", scopes="module function"),
    Use("yield", "def d$n():\n    yield $e\nsee($n, list(d$n()))", scopes="module function"),
    Use("await", "async def d$n(x):\n    return x\nasync def e$n():\n    return await d$n($e)\n"
        "see($n, drive(e$n()))", scopes="module function"),
    Use("class attribute", "class K$n:\n    held = $e\n    def f(self):\n        return self.held\n"
        "see($n, K$n.held)", scopes="module function"),
    Use("annotation", "def d$n(x: $e, *y: $e) -> $e:\n    pass\nsee_hints($n, d$n, locals())",
        _TYPES, "chain", "module", typing=True),
    Use("annotated variable", "class K$n:\n    v: $e\nsee_hints($n, K$n, locals())", _TYPES,
        "chain", "module"),
    Use("quoted annotation", "def d$n(x: '$e') -> \"list[$e]\":\n    pass\n"
        "see_hints($n, d$n, locals())", _TYPES, "chain", "module function", typing=True),
    Use("partly quoted annotation", "import typing\n"
        "def d$n(x: typing.Optional['$e'] = None):\n    pass\nsee_hints($n, d$n, locals())", _TYPES,
        "chain", "module function", typing=True),
    Use("quoted annotation of a variable", "class K$n:\n    v: '$e'\n"
        "see_hints($n, K$n, locals())", _TYPES, "chain", "module", typing=True),
    Use("quoted annotation with a prefix", "def d$n(x: r'''$e'''):\n    pass\n"
        "see_hints($n, d$n, locals())", _TYPES, "chain", "module", typing=True),
    Use("cast", "from typing import cast\nsee($n, cast('$e', 1))", _TYPES, "chain"),
    Use("type comment", "t$n = []  # type: list[$e]\nsee($n, t$n)", _TYPES, "chain",
        "module function", typing=True),
    Use("type comment of a function", "def d$n(x, y):\n    # type: ($e, int) -> $e\n    pass\n"
        "see($n, d$n)", _TYPES, "chain", "module", typing=True),
    Use("exported", "__all__ = ['$l']", needs="once", scopes="module"),
    Use("exported, among others", "__all__ = ('see',)\n__all__ += ('$l',)", needs="once",
        scopes="module"),
    Use("shadowed by a parameter", "def d$n($l):\n    return $l\nsee($n, d$n(5))"),
    Use("shadowed by a local", "def d$n():\n    $l = 7\n    return $l\nsee($n, d$n())"),
    Use("shadowed by a lambda", "see($n, (lambda $l: $l)(3))"),
    Use("shadowed by a comprehension", "see($n, [$l for $l in (1, 2)])"),
    Use("shadowed in a class", "class K$n:\n    $l = 5\n    see($n, $l)"),
    Use("shadowed in a function by another import",
        "def d$n():\n    from acme.other.things import Thing as $l\n    return $l\nsee($n, d$n())"),
    Use("shadowed by a definition", "def d$n():\n    class $l: tag = 'own'\n    return $l\n"
        "see($n, d$n())"),
    Use("new name is a parameter", "def d$n($R):\n    return $R, $e\nsee($n, d$n(5))",
        needs="new", scopes="module function"),
    Use("new name is a local", "def d$n():\n    $R = 5\n    return $R, $e\nsee($n, d$n())",
        needs="new", scopes="module function"),
    Use("new name is the module's", "$R = 5\nsee($n, ($R, $e))", needs="new"),
    Use("new top is a parameter", "def d$n($T=5):\n    return $T, $e\nsee($n, d$n())",
        needs="new", scopes="module function"),
    Use("new module is a local", "def d$n():\n    $B = 5\n    return $B, $e\nsee($n, d$n())",
        needs="new", scopes="module function"),
    Use("global", "def d$n():\n    global $l\n    return $e\nsee($n, d$n())", scopes="module"),
    Use("global, bound anew", "def d$n():\n    global $l\n    $l = None\nsee($n, $e)\nd$n()",
        scopes="module", last=True),
    Use("nonlocal", "def d$n():\n    nonlocal $l\n    return $e\nsee($n, d$n())",
        scopes="nested"),
    Use("bound anew", "see($n, $e)\n$l = 5\nsee($n, $l)", last=True),
    Use("bound anew if", "if see($n, $e):\n    $l = 5\nsee($n, $e)", last=True),
    Use("bound anew by a loop", "see($n, $e)\nfor $l in (1, 2):\n    see($n, $l)", last=True),
    Use("deleted", "see($n, $e)\ndel $l\nsee($n, '$l' in dir())", last=True),
    Use("deleted and imported again", "see($n, $e)\ndel $l\n$o\nsee($n, $e)", last=True),
    Use("docstring", 'def d$n():\n    """KEEP\n\n    >>> from $M import $N\n    >>> $e()\n    """\n'
        "see($n, d$n.__doc__)"),
    Use("string", "see($n, 'KEEP $M.$N')\nsee($n, b'KEEP $M')"),
    Use("comment", "# KEEP: from $M import $N, see $M.$N\nsee($n, 1)  # KEEP $M.$N"),
    Use("attribute of something else", "class K$n:\n    $N = 4\nsee($n, K$n.$N)\n"
        "see($n, K$n().$N)"),
    Use("keyword of that name", "def d$n(**k):\n    return k\nsee($n, d$n($N=1, $L=2))"),
]  # fmt: skip

# How an import statement is written.
LAYOUTS = (
    "plain", "parentheses", "parentheses over lines", "parentheses with comments",
    "parentheses, hanging", "backslash", "many backslashes", "spaces", "tabs", "spaced dots",
    "comment", "noqa", "no space",
)  # fmt: skip
ONE_LINE_LAYOUTS = ("plain", "parentheses", "spaces", "tabs", "spaced dots", "backslash")

# How a file is written.
FILE_LAYOUTS = (
    "crlf", "cr", "mixed line ends", "byte order mark", "latin-1", "utf-8 declared", "form feed",
    "tabs for indentation", "no final newline", "two spaces", "docstring", "future",
    "blanks at line ends", "header comment", "shebang", "two statements first",
)  # fmt: skip


class Home(NamedTuple):
    """The file that a program is."""

    path: str
    module: str
    is_package: bool = False

    @property
    def package(self) -> str:
        return self.module if self.is_package else self.module.rpartition(".")[0]


HOMES = [
    Home("acme/app/user.py", "acme.app.user"),
    Home("acme/app/user.py", "acme.app.user"),
    Home("acme/app/deep/user.py", "acme.app.deep.user"),
    Home("acme/app/pack/__init__.py", "acme.app.pack", True),
    Home("acme/user.py", "acme.user"),
    Home("script.py", "script"),
]


# --- A program ------------------------------------------------------------------------------------


class Scene(NamedTuple):
    """What was chosen for one part of a program."""

    form: str
    place: str
    uses: tuple[str, ...]
    layouts: tuple[str, ...]


class Program(NamedTuple):
    seed: int
    number: int
    scenario: Scenario
    home: Home
    data: bytes
    has_old: bool  # are the old paths still there on disk?
    unsafe: bool  # shall unsafe fixes be applied, too? What they risk is not in these programs
    scenes: tuple[Scene, ...]
    layouts: tuple[str, ...]

    @property
    def checks_types(self) -> bool:
        return b"TYPE_CHECKING" in self.data


def relative(path: str, home: Home) -> str | None:
    """`path` as the file `home` spells it relatively; None if they have no package in common."""
    package, parts = home.package.split("."), path.split(".")
    common = 0
    while common < min(len(package), len(parts)) and package[common] == parts[common]:
        common += 1
    if not common:
        return None
    return "." * (len(package) - common + 1) + ".".join(parts[common:])


def _words(subject: Subject, scenario: Scenario, home: Home, number: str) -> dict[str, str]:
    parent, _, last = subject.module.rpartition(".")
    new_module, new_name = subject.target
    return {
        "M": subject.module, "P": parent, "L": last, "N": subject.name,
        "S": subject.sibling or subject.name, "Q": new_module, "R": new_name,
        "T": new_module.partition(".")[0], "B": new_module.rpartition(".")[2],
        "a": f"al{number}", "n": number,
        "D": scenario.beside(subject.module),
        "rM": relative(subject.module, home) or "", "rP": relative(parent, home) or "",
    }  # fmt: skip


def _fill(template: str, words: dict[str, str]) -> str:
    """Substitute; words of several lines keep the indentation of the line they stand on."""
    lines = []
    for line in template.split("\n"):
        block = re.fullmatch(r"( *)\$(\w+)", line)
        if block is not None and block[2] in words:
            lines.append(indent(words[block[2]], block[1]))
        else:
            lines.append(Template(line).safe_substitute(words))
    return "\n".join(lines)


def _fits_form(form: Form, subject: Subject, words: dict[str, str]) -> bool:
    if form.needs == "new":
        return bool(subject.new) and subject.target[0] != "builtins"
    if form.needs == "relative":
        return bool(words["rM"] and words["rP"])
    if "$D" in form.text and not words["D"]:
        return False
    return "$P" not in form.text + form.expr or bool(words["P"])


def _fits_place(place: Place, form: Form) -> bool:
    if place.one_line and (form.only == "block"):
        return False
    if form.only == "module" and (place.scope != "module" or place.typing):
        return False
    if "$w" in place.text and (form.expr.startswith(("($", "$M", "getattr")) or "\n" in form.text):
        return False
    if "$w" in place.text and "*" in form.text:
        return False
    if "global" in place.text and form.also:
        return False
    return not (place.typing and (form.only or "getattr" in form.expr or form.also))


def _fits_use(
    use: Use, form: Form, place: Place, subject: Subject, words: dict[str, str], used: set[str]
) -> bool:
    expr = words["e"]
    scope = place.used_in or place.scope
    if subject.kind not in use.kinds.split() or (place.typing and not use.typing):
        return False
    if scope == "nested function" and use.typing:
        return False  # a quoted type is no reference: its name is no local of the inner function
    if scope == "nested function":
        scope = "function" if "nonlocal" not in use.id else "nested"
    if scope == "global function":
        scope = "function"
    if scope not in use.scopes.split() or ("global" in use.id and place.scope != "module"):
        return False
    if use.last and (place.used_in or "for $x" in place.text):
        return False
    if use.last and form.id.startswith("plain") and "deleted" not in use.id:
        return False
    if "again" in use.id and (form.only or place.typing):
        return False
    bare = words["l"]
    return {
        "": True,
        "module": bool(words["m"]),
        "chain": not expr.startswith(("getattr", "(")),
        "no quotes": '"' not in expr and "'" not in expr,
        "once": "exported" not in used and place.scope == "module",
        "new": bool(subject.new)
        and subject.target[0] != "builtins"
        and bare not in (words["R"], words["T"], words["B"])
        and not {words["R"], words["T"], words["B"]} & set(re.findall(r"\w+", " ".join(form.also))),
    }[use.needs]


class _Writer:
    """Writes one program."""

    def __init__(self, seed: int, number: int) -> None:
        self.pick = random.Random(f"fixes {seed} {number}")
        self.seed, self.number = seed, number
        self.scenario = SCENARIOS[number % len(SCENARIOS)]
        self.home = self.pick.choice(HOMES)
        self.used: set[str] = set()
        self.stars: set[str] = set()  # modules of star imports, and the names they bring
        self.bound: set[str] = set()  # modules of imports, and the names they bind
        self.count = 0  # of scenes
        self.turn: Use | None = self.use_in_turn(number // len(SCENARIOS))
        self.needs_future = False

    def program(self) -> Program:
        scenes, texts = [], []
        self.count = self.pick.choice((1, 1, 2, 2, 3))
        for number in range(1, self.count + 1):
            if not self.subjects():
                break
            scene, text = self.scene(f"{number}")
            scenes.append(scene)
            texts.append(text)
        layouts = self.pick.sample(FILE_LAYOUTS, self.pick.choice((0, 1, 1, 2, 3)))
        if self.needs_future and "future" not in layouts:
            layouts.append("future")
        data, layouts = _laid_out("\n".join(texts) + "\n", layouts, self.pick)
        return Program(
            self.seed, self.number, self.scenario, self.home, data, self.pick.random() < 0.8,
            self.pick.random() < 0.4, tuple(scenes), tuple(layouts),
        )  # fmt: skip

    def use_in_turn(self, turn: int) -> Use:
        """A use that this program shall have if it can, so that each comes up."""
        kind = self.scenario.subjects[0].kind
        rare = [use for use in USES if use.kinds == kind != "class"]
        if rare:
            return rare[turn % len(rare)]
        return USES[self.number // 3 % len(USES)]

    def scene(self, number: str) -> tuple[Scene, str]:
        subject = self.pick.choice(self.subjects())
        words = _words(subject, self.scenario, self.home, number)
        form, place = self.form_and_place(subject, words)
        self.stars |= {subject.module, subject.name} if "*" in form.text else set()
        self.bound |= {subject.module, subject.name}
        written: list[str] = []
        words["i"] = self.statements(_fill(form.text, words), place, written)
        words["o"] = _fill(form.text, words)
        uses = self.uses(form, place, subject, words)
        lines = [_fill(use.text, words | {"n": f"{number}{rank}"}) for rank, use in enumerate(uses)]
        if not place.typing:
            lines[:0] = [f"see('also', {_fill(expr, words)})" for expr in form.also]
        words["u"] = "\n".join(lines) or "pass"
        ids = tuple(use.id for use in uses)
        return Scene(form.id, place.id, ids, tuple(written)), _fill(place.text, words)

    def form_and_place(self, subject: Subject, words: dict[str, str]) -> tuple[Form, Place]:
        """Any that fit each other and the use whose turn it is, if possible; completes `words`."""
        forms = [
            form
            for form in FORMS
            if _fits_form(form, subject, words) and self.is_apart(form, subject)
        ]
        for _ in range(40):
            form = self.pick.choice(forms)
            words["e"], words["m"] = _fill(form.expr, words), _fill(form.module, words)
            names = re.findall(r"[A-Za-z_]\w*", words["e"].replace("getattr", ""))
            words["l"] = words["w"] = names[0]
            words["s"] = words["e"].replace(".", " . ")
            words["b"] = words["e"].replace(".", "\n    .")
            places = [place for place in PLACES if _fits_place(place, form)]
            if self.turn is None:
                break
            apt = [item for item in places if self.fits(self.turn, form, item, subject, words)]
            if apt:
                return form, self.pick.choice(apt)
        place = self.pick.choice(places)
        return form, place

    def fits(
        self, use: Use, form: Form, place: Place, subject: Subject, words: dict[str, str]
    ) -> bool:
        if use.last and self.count > 1 and place.scope != "function":
            return False  # functions of other scenes see what it did
        if "*" in form.text and use.id == "shadowed by a comprehension":
            return False  # a name that only the comprehension uses is not asked of the star
        return "$u" in place.text and _fits_use(use, form, place, subject, words, self.used)

    def is_apart(self, form: Form, subject: Subject) -> bool:
        """Functions see the names that the module has in the end; a star's must not change."""
        return "*" not in form.text or not {subject.module, subject.name} & self.bound

    def subjects(self) -> list[Subject]:
        """Those that no star import has brought."""
        return [
            item for item in self.scenario.subjects if not {item.module, item.name} & self.stars
        ]

    def uses(self, form: Form, place: Place, subject: Subject, words: dict[str, str]) -> list[Use]:
        possible = [use for use in USES if self.fits(use, form, place, subject, words)]
        number = min(len(possible), self.pick.choice((1, 2, 2, 3)))
        chosen: list[Use] = []
        for use in [item for item in possible if item is self.turn] + self.pick.sample(
            possible, number
        ):
            if use in chosen:
                continue
            if use.needs == "once":
                if "exported" in self.used:
                    continue
                self.used.add("exported")
            chosen.append(use)
            self.needs_future |= place.typing and use.id == "annotation"
        self.turn = None
        ends = [use for use in chosen if use.last][:1]
        if ends:  # functions and quoted types would look at the name after its end
            chosen = [use for use in chosen if not re.search("def |lambda|'\\$e'", use.text)]
        return [use for use in chosen if not use.last] + ends

    def statements(self, text: str, place: Place, written: list[str]) -> str:
        """The import statements, each in some layout."""
        if place.one_line:
            return "; ".join(
                self.statement(line, ONE_LINE_LAYOUTS, written) for line in text.split("\n")
            )
        lines = []
        for line in text.split("\n"):
            stripped = line.lstrip()
            if stripped.startswith(("import ", "from ")):
                laid = self.statement(stripped, LAYOUTS, written)
                lines.append(indent(laid, line[: len(line) - len(stripped)]))
            else:
                lines.append(line)
        return "\n".join(lines)

    def statement(self, text: str, layouts: Sequence[str], written: list[str]) -> str:
        layout = self.pick.choice(layouts) if self.pick.random() < 0.6 else "plain"
        result = render(text, layout)
        written.append(layout if result != text else "plain")
        return result


# --- Layouts --------------------------------------------------------------------------------------


def render(text: str, layout: str) -> str:
    """An import statement in another layout; as it is where the layout cannot hold it."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.Import | ast.ImportFrom)
    names = [
        f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in node.names
    ]
    if layout == "comment":
        return f"{text}  # KEEP {text}"
    if layout == "noqa":
        return f"{text}  # noqa: F401, E402"
    if layout == "tabs":
        return text.replace(" ", "\t")
    if layout == "spaces":
        return text.replace(" ", "   ").replace(",", "  ,")
    if layout == "spaced dots":
        return re.sub(r"(?<=\w)\.(?=\w)", " . ", text)
    if layout == "backslash":
        return text.replace(" import ", " \\\n    import ") if " import " in text else text
    if layout == "many backslashes":
        return ", \\\n        ".join(text.split(", ")).replace("import ", "import \\\n    ", 1)
    if isinstance(node, ast.Import) or names == ["*"]:
        return text
    head = text.partition(" import ")[0] + " import"
    if layout == "no space" and node.level:
        return f"{head.replace('from ', 'from')}({','.join(names)})"
    if layout == "parentheses":
        return f"{head} ({', '.join(names)})"
    if layout == "parentheses, hanging":
        return (
            f"{head} ({names[0]},"
            + "".join(f"\n                {name}," for name in names[1:])
            + ")"
        )
    if layout == "parentheses over lines":
        return f"{head} (\n    " + ",\n    ".join(names) + "\n)"
    if layout == "parentheses with comments":
        listed = "".join(
            f"    # KEEP above {name}\n    {name},  # KEEP beside {name}\n" for name in names
        )
        return f"{head} (  # KEEP first\n{listed}    # KEEP last\n)  # KEEP behind {text}"
    return text


def _laid_out(text: str, layouts: list[str], pick: random.Random) -> tuple[bytes, list[str]]:
    """The bytes of the file in these layouts, and those that could be applied."""
    kept = [layout for layout in layouts if _possible(layout, layouts)]
    heads = {
        "shebang": "#!/usr/bin/env python\n",
        "latin-1": "# -*- coding: latin-1 -*-\n",
        "utf-8 declared": "# coding: utf-8\n",
        "header comment": "# KEEP (c) café\n\n",
        "docstring": '"""KEEP what this is.\n\nfrom acme.legacy.engine import Engine\n"""\n\n',
        "future": "from __future__ import annotations\n\n",
        "two statements first": "import sys; import os as operating\n",
    }
    text = "".join(head for layout, head in heads.items() if layout in kept) + text
    if "form feed" in kept:
        lines = text.split("\n")
        starts = [
            n for n, line in enumerate(lines) if line.startswith(("import ", "from ", "see("))
        ]
        for number in starts[len(starts) // 2 :][:1]:
            lines[number] = f"\f{lines[number]}"
        text = "\n".join(lines)
    text = _indented(text, kept)
    if "blanks at line ends" in kept:
        text = re.sub(r"(?m)(?<=[\w)])$", "  ", text) if "\\\n" not in text else text
    if "no final newline" in kept:
        text = text.rstrip("\n")
    encoding = "latin-1" if "latin-1" in kept else "utf-8"
    if encoding == "latin-1":
        text = text.replace("€", "ß")
    return _ended(text, kept, pick).encode(encoding), kept


def _possible(layout: str, among: list[str]) -> bool:
    conflicts = {
        "latin-1": {"byte order mark", "utf-8 declared"},
        "shebang": {"byte order mark"},
        "cr": {"crlf", "mixed line ends", "form feed", "latin-1"},  # as flake8 reads them
        "crlf": {"mixed line ends"},
        "two spaces": {"tabs for indentation"},
    }
    return not conflicts.get(layout, set()) & set(among)


def _indented(text: str, layouts: list[str]) -> str:
    unit = "\t" if "tabs for indentation" in layouts else "  " if "two spaces" in layouts else ""
    if not unit:
        return text
    return re.sub(r"(?m)^(?:    )+", lambda match: unit * (len(match[0]) // 4), text)


def _ended(text: str, layouts: list[str], pick: random.Random) -> str:
    mark = "\ufeff" if "byte order mark" in layouts else ""
    if "mixed line ends" in layouts:
        return mark + "".join(
            pick.choice(("\n", "\r\n")) if char == "\n" else char for char in text
        )
    end = "\r\n" if "crlf" in layouts else "\r" if "cr" in layouts else "\n"
    return mark + text.replace("\n", end)


def generate(seed: int, number: int) -> Program:
    """The program with this number: the same on every machine."""
    return _Writer(seed, number).program()


AXES: dict[str, tuple[Sequence[str], Callable[[Program], list[str]]]] = {
    "form": ([form.id for form in FORMS], lambda p: [scene.form for scene in p.scenes]),
    "place": ([place.id for place in PLACES], lambda p: [scene.place for scene in p.scenes]),
    "use": ([use.id for use in USES], lambda p: [use for scene in p.scenes for use in scene.uses]),
    "layout": (LAYOUTS, lambda p: [layout for scene in p.scenes for layout in scene.layouts]),
    "file": (FILE_LAYOUTS, lambda p: list(p.layouts)),
    "scenario": ([scenario.id for scenario in SCENARIOS], lambda p: [p.scenario.id]),
    "tree": (["old and new", "new"], lambda p: ["old and new" if p.has_old else "new"]),
    "fixes": (["safe", "unsafe"], lambda p: ["unsafe" if p.unsafe else "safe"]),
    "home": (list(dict.fromkeys(home.module for home in HOMES)), lambda p: [p.home.module]),
}

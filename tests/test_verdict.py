"""Verdicts from a call's shape and what its arguments show, and the words of their messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import findings, make_project

from flake8_ssot.forms import Shape, parse_form
from flake8_ssot.roles import Roles
from flake8_ssot.rules import Role, Signature
from flake8_ssot.verdict import Shown, Sort, Verdict, judge

MODERN, LEGACY, NEITHER, UNCLEAR = Sort.MODERN, Sort.LEGACY, Sort.NEITHER, Sort.UNCLEAR


def signature(
    modern: list[str], legacy: list[str], typed: str = "", rename: dict[str, str] | None = None
) -> Signature:
    """A rule with forms like "a b? * c"; the roles of the parameters in `typed` have types."""
    return Signature(
        id="r",
        callable="acme.f",
        modern=tuple(parse_form(tuple(form.split())) for form in modern),
        legacy=tuple(parse_form(tuple(form.split())) for form in legacy),
        roles=tuple(Role(name, (f"acme.{name}.T",), (name, f"*_{name}")) for name in typed.split()),
        rename=rename or {},
        rewrite=None,
        why="",
        url="",
        source="",
        allow=(),
        remove_by=None,
        examples=(),
        file="ssot.toml",
        line=1,
    )


ENGINE = signature(
    ["context factory emitter"],
    ["registry bridge user_context?"],
    "registry bridge context factory emitter",
    {"user_context": "context"},
)


def typed(*roles: str) -> Shown:
    """An argument that is of one of these roles' types."""
    return Shown("x", frozenset(roles), is_complete=True)


def maybe(*roles: str) -> Shown:
    """An argument that may be of other classes, too."""
    return Shown("x", frozenset(roles))


def named(*roles: str) -> Shown:
    return Shown("x", by_name=frozenset(roles))


def literal(path: str) -> Shown:
    return Shown("x", is_complete=True, scalar=f"builtins.{path}")


SILENT = Shown("x")
NONE = Shown("None", is_complete=True)
REGISTRY, BRIDGE, CONTEXT = typed("registry"), typed("bridge"), typed("context")
FACTORY, EMITTER = typed("factory"), typed("emitter")


def verdict(
    rule: Signature,
    shown: tuple[Shown, ...],
    keywords: str = "",
    stars: str = "",
    *,
    is_partial: bool = False,
) -> Verdict:
    shape = Shape(len(shown), tuple(keywords.split()), "*" in stars.split(), "**" in stars.split())
    return judge(rule, Roles(rule, lambda path: path), shape, shown, is_partial=is_partial)


X = SILENT
ROWS = [
    # 1: shape
    pytest.param((), "", NEITHER, None, id="nothing given"),
    pytest.param((X,), "", NEITHER, None, id="one argument"),
    pytest.param((X, X, X, X), "", NEITHER, 3, id="four arguments"),
    pytest.param((X, X, X), "config", NEITHER, 3, id="unknown keyword"),
    pytest.param((), "context factory", NEITHER, None, id="modern keyword missing"),
    pytest.param((), "registry", NEITHER, None, id="legacy keyword missing"),
    pytest.param((), "registry bridge emitter", NEITHER, 2, id="mixed keywords, mostly legacy"),
    pytest.param((), "context factory bridge", NEITHER, 2, id="mixed keywords, mostly modern"),
    pytest.param((), "context factory emitter registry", NEITHER, 3, id="modern and one legacy"),
    pytest.param((X, X), "registry", NEITHER, 2, id="given twice"),
    pytest.param(
        (REGISTRY, BRIDGE, CONTEXT), "config", NEITHER, 3, id="unknown beside legacy types"
    ),
    pytest.param((REGISTRY, BRIDGE), "emitter", NEITHER, None, id="legacy types, modern keyword"),
    # 3: only one kind of form fits
    pytest.param((), "context factory emitter", MODERN, None, id="modern keywords"),
    pytest.param((), "emitter factory context", MODERN, None, id="modern keywords in any order"),
    pytest.param((X,), "factory emitter", MODERN, None, id="modern keywords behind one"),
    pytest.param((X, X), "emitter", MODERN, None, id="modern keyword behind two"),
    pytest.param((NONE, NONE), "emitter", MODERN, None, id="modern keyword, None"),
    pytest.param((named("registry"), X), "emitter", MODERN, None, id="modern keyword, legacy name"),
    pytest.param((CONTEXT, FACTORY), "emitter", MODERN, None, id="modern keyword and types"),
    pytest.param((REGISTRY, X), "emitter", NEITHER, 0, id="modern keyword, legacy type"),
    pytest.param(
        (maybe("registry"), X), "emitter", MODERN, None, id="modern keyword, perhaps legacy"
    ),
    pytest.param((), "registry bridge", LEGACY, 0, id="legacy keywords"),
    pytest.param((), "bridge user_context registry", LEGACY, 0, id="legacy keywords in any order"),
    pytest.param((X,), "bridge", LEGACY, 1, id="legacy keyword behind one"),
    pytest.param((X, X), "user_context", LEGACY, 2, id="legacy keyword behind two"),
    pytest.param((CONTEXT,), "bridge", NEITHER, 0, id="legacy keyword, modern type"),
    pytest.param((named("context"),), "bridge", LEGACY, 1, id="legacy keyword, modern name"),
    pytest.param((X, X), "", LEGACY, 0, id="two arguments"),
    pytest.param((NONE, NONE), "", LEGACY, 0, id="two times None"),
    pytest.param((REGISTRY, BRIDGE), "", LEGACY, 0, id="two arguments, legacy types"),
    pytest.param((CONTEXT, FACTORY), "", NEITHER, 0, id="two arguments, modern types"),
    pytest.param((X, FACTORY), "", NEITHER, 1, id="two arguments, second modern"),
    pytest.param((X, maybe("factory")), "", LEGACY, 0, id="two arguments, second perhaps modern"),
    pytest.param((literal("str"), X), "", NEITHER, 0, id="two arguments, a text"),
    pytest.param((named("registry"), X), "", LEGACY, 0, id="two arguments, legacy name"),
    # 4: types
    pytest.param((REGISTRY, BRIDGE, CONTEXT), "", LEGACY, 0, id="all types legacy"),
    pytest.param((CONTEXT, FACTORY, EMITTER), "", MODERN, None, id="all types modern"),
    pytest.param((REGISTRY, X, X), "", LEGACY, 0, id="first type legacy"),
    pytest.param((X, BRIDGE, X), "", LEGACY, 1, id="second type legacy"),
    pytest.param((X, X, CONTEXT), "", LEGACY, 2, id="third type legacy"),
    pytest.param((CONTEXT, X, X), "", MODERN, None, id="first type modern"),
    pytest.param((X, FACTORY, X), "", MODERN, None, id="second type modern"),
    pytest.param((X, X, EMITTER), "", MODERN, None, id="third type modern"),
    pytest.param((maybe("registry"), X, X), "", LEGACY, 0, id="perhaps legacy is evidence"),
    pytest.param((maybe("context"), X, X), "", MODERN, None, id="perhaps modern is evidence"),
    pytest.param((NONE, NONE, NONE), "", UNCLEAR, None, id="three times None"),
    pytest.param((REGISTRY, NONE, NONE), "", LEGACY, 0, id="a type beside None"),
    pytest.param(
        (CONTEXT, named("bridge"), named("context")), "", MODERN, None, id="types beat names"
    ),
    pytest.param((REGISTRY, named("factory"), X), "", LEGACY, 0, id="types beat names, legacy"),
    pytest.param((REGISTRY, FACTORY, EMITTER), "", NEITHER, 0, id="first rules out modern"),
    pytest.param((CONTEXT, BRIDGE, CONTEXT), "", NEITHER, 1, id="second rules out modern"),
    pytest.param((CONTEXT, X, CONTEXT), "", NEITHER, None, id="first and third are a context"),
    pytest.param((FACTORY, X, X), "", NEITHER, 0, id="a type that belongs elsewhere"),
    pytest.param((literal("str"), X, X), "", NEITHER, 0, id="a text"),
    pytest.param((X, literal("int"), X), "", NEITHER, 1, id="a number"),
    pytest.param((REGISTRY, BRIDGE, literal("str")), "", NEITHER, 2, id="legacy but for a text"),
    pytest.param((typed("registry", "context"), X, X), "", UNCLEAR, None, id="one path each"),
    pytest.param(
        (typed("registry", "context"), typed("bridge", "factory"), X), "", UNCLEAR, None, id="twice"
    ),
    pytest.param(
        (maybe("registry"), maybe("factory"), X), "", UNCLEAR, None, id="contrary, perhaps"
    ),
    pytest.param((typed("registry", "bridge"), X, X), "", LEGACY, 0, id="one path is no context"),
    # 5: names
    pytest.param(
        (named("registry"), named("bridge"), named("context")), "", LEGACY, 0, id="names legacy"
    ),
    pytest.param((named("context"), named("factory"), X), "", MODERN, None, id="names modern"),
    pytest.param((X, X, named("context")), "", LEGACY, 2, id="third name legacy"),
    pytest.param((X, X, named("emitter")), "", MODERN, None, id="third name modern"),
    pytest.param((X, X, X), "", UNCLEAR, None, id="no evidence"),
    pytest.param((named("bridge"), X, X), "", UNCLEAR, None, id="a name that belongs elsewhere"),
    pytest.param((named("registry"), named("factory"), X), "", UNCLEAR, None, id="contrary names"),
    pytest.param((named("registry", "context"), X, X), "", UNCLEAR, None, id="a name of two roles"),
    pytest.param(
        (named("registry", "context"), named("bridge"), X), "", LEGACY, 1, id="another name decides"
    ),
]


@pytest.mark.parametrize(("shown", "keywords", "sort", "place"), ROWS)
def test_verdict(shown: tuple[Shown, ...], keywords: str, sort: Sort, place: int | None) -> None:
    found = verdict(ENGINE, shown, keywords)
    assert found.sort is sort
    if sort is LEGACY or place is not None:
        assert found.place == place
    if sort is not MODERN:
        assert found.evidence


STARRED = [
    # 6: `*args` and `**kwargs`
    pytest.param((), "", "*", UNCLEAR, id="only *args"),
    pytest.param((), "", "**", UNCLEAR, id="only **kwargs"),
    pytest.param((), "", "* **", UNCLEAR, id="both"),
    pytest.param((REGISTRY,), "", "*", UNCLEAR, id="types do not count"),
    pytest.param((named("registry"),), "", "**", UNCLEAR, id="names do not count"),
    pytest.param((X, X), "", "*", UNCLEAR, id="*args behind two"),
    pytest.param((X, X, X), "", "*", UNCLEAR, id="*args behind three, perhaps empty"),
    pytest.param((X, X, X), "", "**", UNCLEAR, id="**kwargs behind three"),
    pytest.param((X, X, X, X), "", "*", NEITHER, id="surplus"),
    pytest.param((), "config", "**", NEITHER, id="unknown keyword"),
    pytest.param((), "config", "* **", NEITHER, id="unknown keyword, both"),
    pytest.param((), "registry", "**", LEGACY, id="legacy keyword"),
    pytest.param((), "user_context", "*", LEGACY, id="legacy keyword behind *args"),
    pytest.param((), "context", "**", MODERN, id="modern keyword"),
    pytest.param((), "emitter", "*", MODERN, id="modern keyword behind *args"),
    pytest.param((), "registry context", "**", NEITHER, id="mixed keywords"),
]


@pytest.mark.parametrize(("shown", "keywords", "stars", "sort"), STARRED)
def test_starred(shown: tuple[Shown, ...], keywords: str, stars: str, sort: Sort) -> None:
    assert verdict(ENGINE, shown, keywords, stars).sort is sort


PARTIAL = [
    # 7: functools.partial
    pytest.param((REGISTRY,), "", LEGACY, id="first type legacy"),
    pytest.param((CONTEXT,), "", MODERN, id="first type modern"),
    pytest.param((named("registry"),), "", LEGACY, id="first name legacy"),
    pytest.param((named("context"),), "", MODERN, id="first name modern"),
    pytest.param((X,), "", UNCLEAR, id="no evidence"),
    pytest.param((), "registry", LEGACY, id="legacy keyword"),
    pytest.param((), "context", MODERN, id="modern keyword"),
    pytest.param((), "config", NEITHER, id="unknown keyword"),
    pytest.param((X, X, X, X), "", NEITHER, id="surplus"),
    pytest.param((REGISTRY, BRIDGE), "", LEGACY, id="two legacy types"),
    pytest.param((named("registry"), named("bridge")), "", LEGACY, id="two legacy names"),
    pytest.param((REGISTRY, BRIDGE, CONTEXT), "", LEGACY, id="three legacy types"),
    pytest.param((CONTEXT, FACTORY, EMITTER), "", MODERN, id="three modern types"),
    pytest.param((REGISTRY, FACTORY), "", NEITHER, id="fits nothing"),
    pytest.param((CONTEXT, FACTORY), "", MODERN, id="two modern types"),
    pytest.param((named("context"), named("factory")), "", MODERN, id="two modern names"),
    pytest.param((X, X), "", UNCLEAR, id="two without evidence"),
]


@pytest.mark.parametrize(("shown", "keywords", "sort"), PARTIAL)
def test_partial(shown: tuple[Shown, ...], keywords: str, sort: Sort) -> None:
    assert verdict(ENGINE, shown, keywords, is_partial=True).sort is sort


RENAMED = signature(["a bar?"], ["a foo?"], rename={"foo": "bar"})
NOT_TOLD = signature(["a bar?"], ["a foo?"])
GONE = signature(["a b"], ["a b c"])
GONE_BETWEEN = signature(["a b d?"], ["a b c d?"])
BY_KEYWORD = signature(["a b * c? d?"], ["a b c? d?"])
BY_PLACE = signature(["a / b?"], ["a b?"])
SWAPPED = signature(["a b"], ["b a"], "a b")
SEVERAL = signature(["a b", "* c d"], ["e f", "g h i"], "a b c d e f g h i")
ALIKE = signature(["a b", "c d"], ["e f", "g h"], "a b c d e f g h")
STARS = signature(["a *rest"], ["a b"], "b")
OPTIONS = signature(["a **options"], ["a b?"])
EMPTY = signature([""], ["a"])
TWO_LEGACY = signature(["a"], ["e f", "g h"], "a e f g h")
TWO_MODERN = signature(["a b", "c d"], ["z"], "a b c d z")
RENAMED_AMONG = signature(["a bar c"], ["a foo d"], rename={"foo": "bar"})
N = named

GENERIC = [
    pytest.param(RENAMED, (X,), "", MODERN, id="renamed: not given"),
    pytest.param(RENAMED, (X, X), "", MODERN, id="renamed: by place"),
    pytest.param(RENAMED, (X,), "bar", MODERN, id="renamed: new keyword"),
    pytest.param(RENAMED, (X,), "foo", LEGACY, id="renamed: old keyword"),
    pytest.param(RENAMED, (), "a foo", LEGACY, id="renamed: all keywords"),
    pytest.param(RENAMED, (X,), "foo bar", NEITHER, id="renamed: both keywords"),
    pytest.param(RENAMED, (X, X), "foo", NEITHER, id="renamed: twice"),
    pytest.param(RENAMED, (X, N("foo")), "", MODERN, id="renamed: old name at the same place"),
    pytest.param(RENAMED, (), "", NEITHER, id="renamed: nothing"),
    pytest.param(RENAMED, (X, X, X), "", NEITHER, id="renamed: surplus"),
    pytest.param(NOT_TOLD, (X,), "", MODERN, id="no rename: not given"),
    pytest.param(NOT_TOLD, (X, X), "", UNCLEAR, id="no rename: by place"),
    pytest.param(NOT_TOLD, (X, N("foo")), "", LEGACY, id="no rename: old name"),
    pytest.param(NOT_TOLD, (X, N("bar")), "", MODERN, id="no rename: new name"),
    pytest.param(GONE, (X, X, X), "", LEGACY, id="gone: given"),
    pytest.param(GONE, (X, X), "c", LEGACY, id="gone: by keyword"),
    pytest.param(GONE, (X, X), "", MODERN, id="gone: not given"),
    pytest.param(GONE, (), "b a", MODERN, id="gone: keywords"),
    pytest.param(GONE, (X, X, X, X), "", NEITHER, id="gone: surplus"),
    pytest.param(GONE, (X,), "", NEITHER, id="gone: missing"),
    pytest.param(GONE_BETWEEN, (X, X, X, X), "", LEGACY, id="gone between: four"),
    pytest.param(GONE_BETWEEN, (X, X, X), "", UNCLEAR, id="gone between: three"),
    pytest.param(GONE_BETWEEN, (X, X, N("c")), "", LEGACY, id="gone between: old name"),
    pytest.param(GONE_BETWEEN, (X, X, N("d")), "", MODERN, id="gone between: new name"),
    pytest.param(GONE_BETWEEN, (X, X, X), "d", LEGACY, id="gone between: three and a keyword"),
    pytest.param(BY_KEYWORD, (X, X, X), "", LEGACY, id="keyword-only: by place"),
    pytest.param(BY_KEYWORD, (X, X), "c d", MODERN, id="keyword-only: by keyword"),
    pytest.param(BY_KEYWORD, (X, X, X), "d", LEGACY, id="keyword-only: half"),
    pytest.param(BY_KEYWORD, (X, X), "", MODERN, id="keyword-only: not given"),
    pytest.param(BY_PLACE, (X,), "b", MODERN, id="positional-only: by place"),
    pytest.param(BY_PLACE, (), "a", LEGACY, id="positional-only: by keyword"),
    pytest.param(SWAPPED, (typed("a"), typed("b")), "", MODERN, id="swapped: modern types"),
    pytest.param(SWAPPED, (typed("b"), typed("a")), "", LEGACY, id="swapped: legacy types"),
    pytest.param(SWAPPED, (typed("a"), typed("a")), "", NEITHER, id="swapped: twice the same type"),
    pytest.param(SWAPPED, (N("b"), X), "", LEGACY, id="swapped: legacy name"),
    pytest.param(SWAPPED, (N("a"), N("a")), "", UNCLEAR, id="swapped: twice the same name"),
    pytest.param(SWAPPED, (), "a b", MODERN, id="swapped: keywords"),
    pytest.param(SWAPPED, (), "b a", MODERN, id="swapped: keywords in the old order"),
    pytest.param(SWAPPED, (X,), "b", MODERN, id="swapped: second by keyword"),
    pytest.param(SWAPPED, (X,), "a", LEGACY, id="swapped: second by keyword, legacy"),
    pytest.param(SEVERAL, (), "c d", MODERN, id="several: second modern"),
    pytest.param(SEVERAL, (X, X, X), "", LEGACY, id="several: second legacy"),
    pytest.param(SEVERAL, (), "g h i", LEGACY, id="several: second legacy, keywords"),
    pytest.param(SEVERAL, (typed("a"), X), "", MODERN, id="several: first modern"),
    pytest.param(SEVERAL, (typed("e"), X), "", LEGACY, id="several: first legacy"),
    pytest.param(SEVERAL, (X,), "c", NEITHER, id="several: keyword-only by place"),
    pytest.param(SEVERAL, (), "c e", NEITHER, id="several: mixed"),
    pytest.param(STARS, (X,), "", MODERN, id="*args: not used"),
    pytest.param(STARS, (X, X, X), "", MODERN, id="*args: more than the legacy form takes"),
    pytest.param(STARS, (X, literal("str")), "", MODERN, id="*args: no legacy type"),
    pytest.param(STARS, (X,), "b", LEGACY, id="*args: legacy keyword"),
    pytest.param(STARS, (), "", NEITHER, id="*args: nothing"),
    pytest.param(OPTIONS, (X,), "", MODERN, id="**kwargs: not used"),
    pytest.param(OPTIONS, (X,), "c d", MODERN, id="**kwargs: other keywords"),
    pytest.param(OPTIONS, (X, X), "", LEGACY, id="**kwargs: by place"),
    pytest.param(EMPTY, (), "", MODERN, id="nothing: modern"),
    pytest.param(EMPTY, (X,), "", LEGACY, id="nothing: legacy"),
    pytest.param(EMPTY, (), "a", LEGACY, id="nothing: legacy keyword"),
    pytest.param(EMPTY, (X, X), "", NEITHER, id="nothing: surplus"),
    pytest.param(ALIKE, (typed("a"), typed("b")), "", MODERN, id="alike: first modern"),
    pytest.param(ALIKE, (typed("e"), typed("f")), "", LEGACY, id="alike: first legacy"),
    pytest.param(ALIKE, (typed("a"), typed("h")), "", NEITHER, id="alike: none"),
]


@pytest.mark.parametrize(("rule", "shown", "keywords", "sort"), GENERIC)
def test_verdict_of_other_rules(
    rule: Signature, shown: tuple[Shown, ...], keywords: str, sort: Sort
) -> None:
    assert verdict(rule, shown, keywords).sort is sort


# Rows that the code gets wrong: each is a bug, told in the reason.
WRONG = [
    pytest.param(
        STARS, (X, typed("b")), "", LEGACY, "*rest is no rival", id="*args: legacy type"
    ),
    pytest.param(STARS, (X, X), "", UNCLEAR, "*rest is no rival", id="*args: silent"),
    pytest.param(
        OPTIONS, (X,), "b", UNCLEAR, "**options is no rival", id="**kwargs: either"
    ),
    pytest.param(
        ALIKE, (typed("c"), typed("d")), "", MODERN, "only the first form is asked", id="2nd modern"
    ),
    pytest.param(
        ALIKE, (typed("g"), typed("h")), "", LEGACY, "only the first form is asked", id="2nd legacy"
    ),
    pytest.param(
        ALIKE, (N("c"), N("d")), "", MODERN, "only the first form is asked", id="2nd modern, names"
    ),
    pytest.param(
        ALIKE, (N("g"), N("h")), "", LEGACY, "only the first form is asked", id="2nd legacy, names"
    ),
    pytest.param(
        TWO_LEGACY, (typed("g"), typed("h")), "", LEGACY, "only the first form is asked",
        id="2nd of the legacy forms, no modern one fits",
    ),
    pytest.param(
        TWO_MODERN, (typed("c"), typed("d")), "", MODERN, "only the first form is asked",
        id="2nd of the modern forms, no legacy one fits",
    ),
    pytest.param(
        RENAMED_AMONG, (X, N("foo"), X), "", UNCLEAR, "a renamed parameter tells nothing",
        id="renamed: the old name at its place",
    ),
    pytest.param(
        RENAMED_AMONG, (X, N("foo"), N("c")), "", MODERN, "a renamed parameter tells nothing",
        id="renamed: the old name at its place beside a modern name",
    ),
    pytest.param(
        ENGINE, (literal("str"), X), "emitter", NEITHER, "literals do not count here",
        id="a text for the context",
    ),
    pytest.param(
        ENGINE, (REGISTRY, FACTORY), "emitter", NEITHER, "another argument's type excuses this one",
        id="a registry for the context",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "shown", "keywords", "sort", "reason"), WRONG)
def test_wrong_verdict(
    rule: Signature,
    shown: tuple[Shown, ...],
    keywords: str,
    sort: Sort,
    reason: str,
    request: pytest.FixtureRequest,
) -> None:
    assert verdict(rule, shown, keywords).sort is sort


def test_order_of_forms_that_do_not_overlap_does_not_matter() -> None:
    one = signature(["a b c", "d e"], ["f", "g h i j"])
    other = signature(["d e", "a b c"], ["g h i j", "f"])
    for count in range(6):
        given = tuple(SILENT for _ in range(count))
        assert verdict(one, given).sort is verdict(other, given).sort


# Words ---------------------------------------------------------------------------------------

RULES = """\
[[signature]]
id = "engine"
callable = "acme.core.engine.Engine"
modern = ["context", "factory", "emitter"]
legacy = [["registry", "bridge", "user_context?"]]
rename = { user_context = "context" }
why = "shares state: über"
[signature.roles.registry]
types = ["acme.core.registry.Registry"]
names = ["registry", "*_registry"]
[signature.roles.bridge]
names = ["bridge", "*_bridge"]
[signature.roles.context]
types = ["acme.core.context.Context"]
names = ["context", "*_context", "ctx"]
[signature.roles.emitter]
types = ["acme.core.emitter.Emitter"]
names = ["emitter", "*_emitter"]

[[bridge]]
id = "from-legacy"
old = "acme.core.engine.Engine.create_from_legacy"
new = "acme.core.engine.Engine.create"
why = "anonymous user"

[[bridge]]
id = "shim"
old = "acme.core.engine.shim"
remove-by = 2025-06-30
"""
HEAD = """\
from acme.core.engine import Engine, shim
from acme.core.registry import Registry
from acme.core.context import Context
from acme.core.emitter import Emitter
"""
END = "; the modern signature is (context, factory, emitter) [engine: shares state: über]"
POSITIONAL = "SOT201 legacy positional signature of 'Engine': "
KEYWORD = "SOT202 legacy keyword in the call of 'Engine': "
NO_FORM = "SOT203 the call of 'Engine' fits no declared signature: "
NOT_CLEAR = "SOT205 cannot tell whether the call of 'Engine' is legacy: "
NAMES = "argument 1 `registry` looks like a registry; argument 2 `bridge` looks like a bridge"

TOLD = [
    pytest.param("Engine(registry, bridge, a)", POSITIONAL + NAMES + END, 8, id="names"),
    pytest.param(
        "Engine(registry, bridge)",
        f"{POSITIONAL}2 positional arguments fit only (registry, bridge, user_context=...); "
        f"{NAMES}{END}",
        8,
        id="count",
    ),
    pytest.param(
        "Engine(Registry(), a, b)",
        f"{POSITIONAL}argument 1 `Registry()` is a registry (Registry() on line 5){END}",
        8,
        id="type",
    ),
    pytest.param(
        "Engine(a, b, user_context=c)",
        f"{KEYWORD}`user_context` is a keyword of the legacy signature{END}",
        14,
        id="legacy keyword",
    ),
    pytest.param(
        "Engine(config=1, context=a, factory=b, emitter=c)",
        f"{NO_FORM}no argument named `config`{END}",
        8,
        id="unknown keyword",
    ),
    pytest.param(
        "Engine(context=a, factory=b, bridge=c)",
        f"{NO_FORM}`bridge` belongs to the legacy signature; `emitter` is missing{END}",
        30,
        id="mixed keywords",
    ),
    pytest.param(
        "Engine(registry=a, bridge=b, emitter=c)",
        f"{NO_FORM}`emitter` belongs to the modern signature{END}",
        30,
        id="mixed keywords, mostly legacy",
    ),
    pytest.param(
        "Engine()",
        f"{NO_FORM}`context`, `factory`, `emitter` are missing{END}",
        1,
        id="nothing given",
    ),
    pytest.param(
        "Engine(a, b, c, d, e)",
        f"{NO_FORM}5 positional arguments where at most 3 fit{END}",
        17,
        id="surplus",
    ),
    pytest.param(
        "Engine(a, b, registry=c)", f"{NO_FORM}`registry` is given twice{END}", 14, id="twice"
    ),
    pytest.param(
        "Engine(Registry(), a, Emitter())",
        f"{NO_FORM}argument 1 `Registry()` is a registry (Registry() on line 5), "
        f"where (context, factory, emitter) wants `context`{END}",
        8,
        id="types that fit no form",
    ),
    pytest.param(
        "Engine('ü日', a, b)",
        f"{NO_FORM}argument 1 `'ü日'` is a str, where (context, factory, emitter) "
        f"wants `context`{END}",
        8,
        id="text, non-ASCII",
    ),
    pytest.param(
        "Engine(*a)", f"{NOT_CLEAR}not all of its arguments are written out{END}", 1, id="*args"
    ),
    pytest.param(
        "Engine(a, b, c)",
        f"{NOT_CLEAR}nothing shows what `a`, `b`, `c` stand for{END}",
        1,
        id="no evidence",
    ),
    pytest.param(
        "Engine(ctx, bridge, a)",
        f"{NOT_CLEAR}argument 1 `ctx` looks like a context; "
        f"argument 2 `bridge` looks like a bridge{END}",
        1,
        id="contrary names",
    ),
    pytest.param(
        "Engine.create_from_legacy(a)",
        "SOT204 use of deprecated bridge 'acme.core.engine.Engine.create_from_legacy', "
        "use 'acme.core.engine.Engine.create' [from-legacy: anonymous user]",
        1,
        id="bridge",
    ),
    pytest.param(
        "shim()",
        "SOT204 use of deprecated bridge 'acme.core.engine.shim', which has no successor "
        "(overdue since 2025-06-30) [shim]",
        1,
        id="bridge without successor, overdue",
    ),
]


@pytest.mark.parametrize(("call", "text", "column"), TOLD)
def test_message(call: str, text: str, column: int, tmp_path: Path) -> None:
    (found,) = findings(HEAD + call + "\n", make_project(tmp_path, RULES))
    assert (found.text, found.span.line, found.span.column) == (text, 5, column)


UNBOUND = (
    "SOT206 'Engine' is called but bound nowhere in this file: "
    "add 'from acme.core.engine import Engine' [engine: shares state: über]"
)


@pytest.mark.parametrize(
    ("call", "texts"),
    [
        pytest.param("Engine(context=a, factory=b, emitter=c)", [UNBOUND], id="modern"),
        pytest.param(
            "Engine(registry, bridge, a)", [UNBOUND, POSITIONAL + NAMES + END], id="legacy"
        ),
    ],
)
def test_message_of_an_unbound_name(call: str, texts: list[str], tmp_path: Path) -> None:
    found = findings(call + "\n", make_project(tmp_path, RULES))
    assert [item.text for item in found] == texts


def test_message_of_an_unbound_deprecated_name(tmp_path: Path) -> None:
    rules = (
        RULES + '[[moved]]\nid = "old"\nold = "acme.old.Motor"\nnew = "acme.core.engine.Engine"\n'
    )
    (found,) = findings("Motor(context=a, factory=b, emitter=c)\n", make_project(tmp_path, rules))
    imported = UNBOUND.replace("'Engine'", "'Motor'").replace("Engine' [", "Engine as Motor' [")
    assert found.text == imported


ENDS = [
    pytest.param('why = "shares state: über"\n', "", " [engine]", id="no reason"),
    pytest.param(
        "why =",
        "remove-by = 2026-01-01\nwhy =",
        " (overdue since 2026-01-01) [engine: shares state: über]",
        id="overdue since today",
    ),
    pytest.param(
        "why =",
        "remove-by = 2026-01-02\nwhy =",
        " [engine: shares state: über]",
        id="overdue tomorrow",
    ),
    pytest.param(
        "shares state: über", "a:1:2: b", " [engine: a: 1: 2: b]", id="position in the reason"
    ),
]


@pytest.mark.parametrize(("old", "new", "end"), ENDS)
def test_end_of_message(old: str, new: str, end: str, tmp_path: Path) -> None:
    rules = RULES.replace(old, new, 1)
    for source in ("Engine(registry, bridge, a)", "Engine(registry=a)", "Engine(*a)"):
        (found,) = findings(HEAD + source + "\n", make_project(tmp_path, rules))
        assert found.message.endswith(f"the modern signature is (context, factory, emitter){end}")
    every = findings("Engine(a)\n", make_project(tmp_path, rules))
    (unbound,) = [item for item in every if item.code == "SOT206"]
    assert unbound.message.endswith(f"import Engine'{end}")


HOSTILE = [
    pytest.param("a['\\n']", id="escaped newline"),
    pytest.param("a['''\n''']", id="newline in a string"),
    pytest.param("a[\n0]", id="newline in an index"),
    pytest.param("a['x.py:12:3: E1']", id="position"),
    pytest.param("a[b:12:3]", id="slice that looks like a position"),
    pytest.param("a[::]", id="colons"),
    pytest.param("a['\\x1b[31m']", id="escape sequence"),
    pytest.param("a['\x1b[31m']", id="raw escape sequence"),
    pytest.param("a['\u2028\x0b\x85']", id="other line ends"),
    pytest.param("a['\u202e']", id="bidi"),
    pytest.param("a['é日😀']", id="non-ASCII"),
    pytest.param("a['" + "x" * 5000 + "']", id="long"),
    pytest.param("a['{}%s{0}']", id="format"),
    pytest.param("a['`']", id="backtick"),
]


@pytest.mark.parametrize("argument", HOSTILE)
def test_message_is_one_line_whatever_an_argument_says(argument: str, tmp_path: Path) -> None:
    found = findings(f"{HEAD}Engine({argument}, b, c)\n", make_project(tmp_path, RULES))
    found += findings(f"{HEAD}Engine({argument}, bridge)\n", make_project(tmp_path, RULES))
    assert [item.code for item in found] == ["SOT205", "SOT201"]
    for item in found:
        assert item.message.isprintable()
        assert len(item.message) < 600
        assert not any(part.isdigit() or not part for part in item.message.split(":")[1:-1])


def test_long_argument_is_cut(tmp_path: Path) -> None:
    source = f"{HEAD}Engine({'b' * 41}, {'c' * 40}, d)\n"
    (found,) = findings(source, make_project(tmp_path, RULES))
    told = f"nothing shows what `{'b' * 37}...`, `{'c' * 40}`, `d` stand for"
    assert found.evidence == (told,)


def test_message_tells_three_pieces_of_evidence_and_the_finding_all(tmp_path: Path) -> None:
    rules = """\
[[signature]]
id = "f"
callable = "acme.f"
modern = ["a"]
legacy = [["b", "c", "d", "e"]]
"""
    (found,) = findings("from acme import f\nf(b, c, d, e)\n", make_project(tmp_path, rules))
    count = "4 positional arguments fit only (b, c, d, e)"
    pieces = [f"argument {n} `{x}` looks like {'an' if x == 'e' else 'a'} {x}"
              for n, x in enumerate("bcde", 1)]  # fmt: skip
    assert found.evidence == (count, *pieces)
    assert found.message == (
        f"legacy positional signature of 'f': {count}; {pieces[0]}; {pieces[1]}; "
        "the modern signature is (a) [f]"
    )


def test_one_argument_is_no_plural() -> None:
    found = verdict(EMPTY, (X,))
    assert found.evidence == ("1 positional argument fits only (a)",)

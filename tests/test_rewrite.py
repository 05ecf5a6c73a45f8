"""Fixes of legacy calls: what `rename` and `rewrite` make of a call, and when they make nothing."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from support import findings, make_project

from flake8_ssot.model import Applicability, Edit, Finding, Fix

HEAD = """\
from acme.core.engine import Engine
from acme.helpers import build, emitter_of, factory_of
"""
RULES = """\
[[signature]]
id = "engine"
callable = "acme.core.engine.Engine"
modern = ["context", "factory", "emitter"]
legacy = [["registry", "bridge", "user_context?"]]
[signature.roles.registry]
names = ["registry", "*_registry"]
[signature.roles.bridge]
names = ["bridge", "*_bridge"]
[signature.roles.context]
names = ["context", "*_context", "ctx"]
"""
REWRITE = "{callable}({user_context}, factory_of({registry}), emitter_of({bridge}))"
AWAITED = "await build({user_context}, {registry}, {bridge})"
SEND = """\
[[signature]]
id = "send"
callable = "acme.mail.send"
modern = ["message", "recipient?", "*", "timeout?", "retries?"]
legacy = [["message", "to?", "timeout?"], ["message", "tries?", "to?", "*", "wait?"]]
rename = { to = "recipient", wait = "timeout", tries = "retries" }
"""


def with_rewrite(template: str, rules: str = RULES) -> str:
    return rules.replace("modern =", f"rewrite = {json.dumps(template)}\nmodern =")


def apply(text: str, edits: tuple[Edit, ...]) -> str:
    """`text` after the edits, which must not overlap."""
    data = text.encode()
    limit = len(data)
    for edit in sorted(edits, reverse=True):
        assert 0 <= edit.start <= edit.end <= limit
        data = data[: edit.start] + edit.content.encode() + data[edit.end :]
        limit = edit.start
    return data.decode()


def legacy(source: str, rules: str, folder: Path) -> list[Finding]:
    """The findings on legacy calls, from the start of the file."""
    found = findings(source, make_project(folder, rules))
    return [item for item in found if item.code in ("SOT201", "SOT202")]


def mended(source: str, rules: str, folder: Path) -> tuple[str, Fix]:
    """The source after the only fix, which must compile."""
    text = dedent(source)
    (found,) = legacy(text, rules, folder)
    assert found.fix is not None, found.withheld
    after = apply(text, found.fix.edits)
    compile(after, "after.py", "exec")
    return after, found.fix


def withheld(source: str, rules: str, folder: Path) -> str:
    """Why the only legacy call has no fix; its last piece of evidence where nothing is said."""
    (found,) = legacy(source, rules, folder)
    assert found.fix is None
    return found.withheld or found.evidence[-1]


# rename --------------------------------------------------------------------------------------

SEND_HEAD = "from acme.mail import send\n"

RENAMED = [
    pytest.param("send(m, to=a)", "send(m, recipient=a)", id="one keyword"),
    pytest.param("send(m, to = a)", "send(m, recipient = a)", id="blanks around ="),
    pytest.param(
        "send(m, to=a, timeout=3)", "send(m, recipient=a, timeout=3)", id="shared keyword"
    ),
    pytest.param("send(to=a, message=m)", "send(recipient=a, message=m)", id="order of keywords"),
    pytest.param(
        "send(m, to=a, tries=2, wait=3)",
        "send(m, recipient=a, retries=2, timeout=3)",
        id="three keywords",
    ),
    pytest.param("send(m, tries=2)", "send(m, retries=2)", id="to a keyword-only parameter"),
    pytest.param(
        "send(\n    m,\n    to=a,  # the boss\n)",
        "send(\n    m,\n    recipient=a,  # the boss\n)",
        id="several lines and a comment",
    ),
    pytest.param("é = 'ü日😀'; send(m, to=a)", "é = 'ü日😀'; send(m, recipient=a)", id="non-ASCII"),
    pytest.param("send('ü', to='日')", "send('ü', recipient='日')", id="non-ASCII values"),
    pytest.param("send(m, to=to)", "send(m, recipient=to)", id="value of the same name"),
    pytest.param("send(m, to='to=1')", "send(m, recipient='to=1')", id="keyword in a string"),
    pytest.param(
        "x = send(m, to=a).to", "x = send(m, recipient=a).to", id="attribute of that name"
    ),
    pytest.param("send(g(to=1), to=a)", "send(g(to=1), recipient=a)", id="inner call's keyword"),
    pytest.param("send(m, to=lambda to: to)", "send(m, recipient=lambda to: to)", id="lambda"),
    pytest.param("send(*(m,), to=a)", "send(*(m,), recipient=a)", id="starred literal"),
    pytest.param(
        "send(**{'message': m}, to=a)", "send(**{'message': m}, recipient=a)", id="other dict"
    ),
    pytest.param("send(m,\n\\\nto\\\n=a)", "send(m,\n\\\nrecipient\\\n=a)", id="backslashes"),
    pytest.param(
        "@send(m, to=a)\ndef f(): ...", "@send(m, recipient=a)\ndef f(): ...", id="decorator"
    ),
]


@pytest.mark.parametrize(("before", "after"), RENAMED)
def test_rename(before: str, after: str, tmp_path: Path) -> None:
    text, fix = mended(SEND_HEAD + before + "\n", SEND, tmp_path)
    assert text == SEND_HEAD + after + "\n"
    assert fix.applicability is Applicability.SAFE
    assert findings(text, make_project(tmp_path, SEND)) == []


def test_renaming_comes_before_rewriting(tmp_path: Path) -> None:
    text = SEND_HEAD + "send(m, to=a)\n"
    after, fix = mended(text, with_rewrite("{callable}({message})", SEND), tmp_path)
    assert (after, fix.applicability) == (text.replace("to=", "recipient="), Applicability.SAFE)


def test_rewriting_where_renaming_cannot(tmp_path: Path) -> None:
    rules = with_rewrite("{callable}({message}, *{to})", SEND)
    rules = rules.replace('["message", "to?", "timeout?"], ', "")
    after, fix = mended(SEND_HEAD + "send(m, 3, to=a)\n", rules, tmp_path)
    assert after == SEND_HEAD + "send(m, *a)\n"
    assert fix.applicability is Applicability.UNSAFE


NOT_RENAMED = [
    pytest.param(
        "send(m, 3, to=a)",
        "not renamed: the call fits no modern signature with the new keywords",
        id="a place that means something else",
    ),
    pytest.param(
        "send(m, a, b, wait=1)",
        "not renamed: the call fits no modern signature with the new keywords",
        id="too many positional arguments",
    ),
    pytest.param(
        "send(m, to=a, **k)", "not renamed: `**` may hold the new keyword already", id="**kwargs"
    ),
    pytest.param(
        "send(m, **{'to': a})", "not renamed: the keyword stands in a dict", id="dict literal"
    ),
    pytest.param("send(m, **dict(to=a))", "not renamed: the keyword stands in a dict", id="dict()"),
    pytest.param(
        "send(m, tries=1, **{'to': a})",
        "not renamed: the keyword stands in a dict",
        id="one of two in a dict",
    ),
    pytest.param(
        "send(m, **{'to': a}, **k)",
        "not renamed: `**` may hold the new keyword already",
        id="dict literal and **kwargs",
    ),
    pytest.param(
        "send(m, a, 3)",
        "3 positional arguments fit only (message, to=..., timeout=...)",
        id="no keyword to rename",
    ),
]


@pytest.mark.parametrize(("source", "reason"), NOT_RENAMED)
def test_no_rename(source: str, reason: str, tmp_path: Path) -> None:
    assert withheld(SEND_HEAD + source + "\n", SEND, tmp_path) == reason


def test_no_rename_where_the_new_keyword_is_given(tmp_path: Path) -> None:
    rules = """\
[[signature]]
id = "send"
callable = "acme.mail.send"
modern = ["message", "recipient?"]
legacy = [["message", "to?", "recipient?"]]
rename = { to = "recipient" }
"""
    source = SEND_HEAD + "send(m, recipient=a, to=b)\n"
    assert withheld(source, rules, tmp_path) == "not renamed: the new keyword is already given"


UNFIXED = [
    pytest.param("import functools\nfunctools.partial(send, to=a)", id="partial"),
    pytest.param("f'{send(m, to=a)}'", id="f-string"),
    pytest.param("send(m, *a, to=b)", id="*args"),
]


@pytest.mark.parametrize("source", UNFIXED)
def test_no_fix_of_an_odd_call(source: str, tmp_path: Path) -> None:
    withheld(SEND_HEAD + source + "\n", SEND, tmp_path)


@pytest.mark.parametrize("source", UNFIXED)
def test_reason_why_an_odd_call_has_no_fix(source: str, tmp_path: Path) -> None:
    assert withheld(SEND_HEAD + source + "\n", SEND, tmp_path).startswith("not renamed: ")


def test_keyword_in_compatibility_characters(tmp_path: Path) -> None:
    source = SEND_HEAD + "send(m, \u1d57o=a)\n"
    (found,) = legacy(source, SEND, tmp_path)
    after = SEND_HEAD + "send(m, recipient=a)\n"
    assert found.fix is None or apply(source, found.fix.edits) == after


# rewrite -------------------------------------------------------------------------------------

PLAIN = "Engine(ctx, factory_of(registry), emitter_of(bridge))"

REWRITTEN = [
    pytest.param("Engine(registry, bridge, ctx)", PLAIN, id="by place"),
    pytest.param("Engine(registry, bridge, user_context=ctx)", PLAIN, id="last by keyword"),
    pytest.param(
        "Engine(user_context=ctx, bridge=bridge, registry=registry)", PLAIN, id="keywords"
    ),
    pytest.param("Engine(*(registry, bridge), ctx)", PLAIN, id="starred tuple"),
    pytest.param("Engine(*[registry, *(bridge, ctx)])", PLAIN, id="starred in starred"),
    pytest.param("Engine(registry, bridge, ctx,)", PLAIN, id="trailing comma"),
    pytest.param("Engine((registry), ((bridge)), (ctx))", PLAIN, id="needless parentheses"),
    pytest.param("Engine  (registry , bridge , ctx)", PLAIN, id="odd blanks"),
    pytest.param("(Engine)(registry, bridge, ctx)", PLAIN, id="callee in parentheses"),
    pytest.param("(Engine\n)(registry, bridge, ctx)", PLAIN, id="callee on its own line"),
    pytest.param(
        "é = 'ü日😀'; Engine(registry, bridge, ctx)", f"é = 'ü日😀'; {PLAIN}", id="non-ASCII"
    ),
    pytest.param(
        "Engine(registry['ü'], bridge, ctx['日😀']); é",
        "Engine(ctx['日😀'], factory_of(registry['ü']), emitter_of(bridge)); é",
        id="non-ASCII arguments",
    ),
    pytest.param(
        "x = [\n    Engine(\n        registry,\n        bridge,\n        ctx,\n    ),\n]",
        f"x = [\n    {PLAIN},\n]",
        id="several lines",
    ),
    pytest.param(
        "Engine(\n    registry or\n    None,\n    bridge, ctx)",
        "Engine(ctx, factory_of((registry or\n    None)), emitter_of(bridge))",
        id="argument of several lines",
    ),
    pytest.param(
        "Engine(registry, bridge\n.of('x'), ctx)",
        "Engine(ctx, factory_of(registry), emitter_of(bridge\n.of('x')))",
        id="attribute on the next line",
    ),
    pytest.param("Engine(registry,\\\n  bridge, ctx)", PLAIN, id="backslash between arguments"),
    pytest.param("Engine(registry, bridge, ctx)  # why", f"{PLAIN}  # why", id="comment behind"),
    pytest.param(
        "(# why\nEngine(registry, bridge, ctx))", f"(# why\n{PLAIN})", id="comment before"
    ),
    pytest.param("Engine(registry, bridge, ctx).run()", f"{PLAIN}.run()", id="in an attribute"),
    pytest.param("-Engine(registry, bridge, ctx) ** 2", f"-{PLAIN} ** 2", id="in operations"),
    pytest.param(
        "@Engine(registry, bridge, ctx)\ndef f(): ...", f"@{PLAIN}\ndef f(): ...", id="decorator"
    ),
    pytest.param("lambda: Engine(registry, bridge, ctx)", f"lambda: {PLAIN}", id="in a lambda"),
    pytest.param(
        "[Engine(registry, bridge, ctx) for ctx in y]",
        f"[{PLAIN} for ctx in y]",
        id="comprehension",
    ),
    pytest.param(
        "g(Engine(registry, bridge, ctx), Engine)", f"g({PLAIN}, Engine)", id="argument of another"
    ),
    pytest.param(
        "class S(Engine): ...\nS(registry, bridge, ctx)",
        "class S(Engine): ...\nS(ctx, factory_of(registry), emitter_of(bridge))",
        id="subclass",
    ),
    pytest.param(
        "class S(Engine):\n    def __init__(self, registry, bridge, ctx):\n"
        "        super().__init__(registry, bridge, ctx)",
        "class S(Engine):\n    def __init__(self, registry, bridge, ctx):\n"
        "        super().__init__(ctx, factory_of(registry), emitter_of(bridge))",
        id="super",
    ),
    pytest.param(
        "class S(Engine):\n    @classmethod\n    def new(cls, registry, bridge, ctx):\n"
        "        return cls(registry, bridge, ctx)",
        "class S(Engine):\n    @classmethod\n    def new(cls, registry, bridge, ctx):\n"
        "        return cls(ctx, factory_of(registry), emitter_of(bridge))",
        id="cls",
    ),
    pytest.param(
        "import acme.core.engine as m\nm.Engine(registry, bridge, ctx)",
        "import acme.core.engine as m\nm.Engine(ctx, factory_of(registry), emitter_of(bridge))",
        id="attribute of a module",
    ),
]


@pytest.mark.parametrize(("before", "after"), REWRITTEN)
def test_rewrite(before: str, after: str, tmp_path: Path) -> None:
    text, fix = mended(HEAD + before + "\n", with_rewrite(REWRITE), tmp_path)
    assert text == HEAD + after + "\n"
    assert fix.applicability is Applicability.UNSAFE


ARGUMENTS = [
    pytest.param("registry", id="name"),
    pytest.param("a.registry", id="attribute"),
    pytest.param("a().registry()", id="call"),
    pytest.param("a[0]['registry']", id="subscript"),
    pytest.param("{'#': \"it's\"}", id="dict, quotes, #"),
    pytest.param("[registry, '#']", id="list"),
    pytest.param("{registry}", id="set"),
    pytest.param("[a for registry in b]", id="list comprehension"),
    pytest.param("{a: b for a in b}", id="dict comprehension"),
    pytest.param("get('''it's''')", id="triple quotes"),
    pytest.param("None", id="None"),
    pytest.param("(a if b else registry)", id="conditional"),
    pytest.param("(lambda: registry)", id="lambda"),
    pytest.param("(lambda a, *b: (a, b))", id="lambda with parameters"),
    pytest.param("(a or registry)", id="or"),
    pytest.param("(not registry)", id="not"),
    pytest.param("(a + registry)", id="sum"),
    pytest.param("(-a)", id="minus"),
    pytest.param("(a < b < c)", id="comparison"),
    pytest.param("(await registry)", id="await"),
]


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_argument_keeps_its_meaning_beside_anything(argument: str, tmp_path: Path) -> None:
    """Put behind a minus and before an attribute: the loosest and the tightest neighbours."""
    head = f"{HEAD}async def f(a, b, bridge, ctx, registry):\n    return "
    bare = argument[1:-1] if argument[0] == "(" else argument
    rules = with_rewrite("build(-{registry}.x ** {bridge}, {user_context})")
    after, _ = mended(f"{head}Engine({bare}, bridge, ctx)\n", rules, tmp_path)
    assert after == f"{head}build(-{argument}.x ** bridge, ctx)\n"


WRAPPED_ARGUMENTS = [
    pytest.param("(y := registry)", "(y := registry)", id="walrus in parentheses"),
    pytest.param("y := registry", "(y := registry)", id="bare walrus"),
    pytest.param("(yield)", "(yield)", id="yield"),
    pytest.param("(yield registry)", "(yield registry)", id="yield a value"),
    pytest.param("(a for a in b)", "(a for a in b)", id="generator"),
    pytest.param("(a, b)", "((a, b))", id="tuple"),
    pytest.param("()", "(())", id="empty tuple"),
]


@pytest.mark.parametrize(("argument", "put_in"), WRAPPED_ARGUMENTS)
def test_argument_in_parentheses_of_its_own(argument: str, put_in: str, tmp_path: Path) -> None:
    head = f"{HEAD}def f(a, b, bridge, ctx, registry):\n    return "
    rules = with_rewrite("build({registry}, {bridge}, {user_context})")
    after, _ = mended(f"{head}Engine({argument}, bridge, ctx)\n", rules, tmp_path)
    assert after == f"{head}build({put_in}, bridge, ctx)\n"


TWICE = "{callable}({registry}, {registry}, {bridge}, {user_context})"


@pytest.mark.parametrize(
    ("argument", "is_fixed"),
    [
        pytest.param("registry", True, id="name"),
        pytest.param("None", True, id="constant"),
        pytest.param("make_registry()", False, id="call"),
        pytest.param("a.registry", False, id="attribute, perhaps a property"),
        pytest.param("a['registry']", False, id="subscript"),
        pytest.param("(y := registry)", False, id="walrus"),
        pytest.param("[registry]", False, id="another object each time"),
    ],
)
def test_argument_that_the_template_holds_twice(
    argument: str, is_fixed: bool, tmp_path: Path
) -> None:
    source = f"{HEAD}Engine({argument}, bridge, ctx)\n"
    if is_fixed:
        after, _ = mended(source, with_rewrite(TWICE), tmp_path)
        assert after == f"{HEAD}Engine({argument}, {argument}, bridge, ctx)\n"
    else:
        reason = withheld(source, with_rewrite(TWICE), tmp_path)
        assert reason == "not rewritten: `registry` would be evaluated twice"


COMMENT = "not rewritten: there is a comment inside of the call"
NOT_REWRITTEN = [
    pytest.param(
        "Engine(registry, bridge)",
        "not rewritten: the call does not give `user_context`",
        id="optional parameter not given",
    ),
    pytest.param(
        "Engine(registry=registry, **k)", "not rewritten: `**` hides arguments", id="**kwargs"
    ),
    pytest.param("Engine(registry, bridge, # why\n ctx)", COMMENT, id="comment"),
    pytest.param("Engine(registry, bridge, ctx\n# why\n)", COMMENT, id="comment at the end"),
    pytest.param("Engine( # it's\nregistry, bridge, ctx)", COMMENT, id="comment with a quote"),
    pytest.param("Engine(registry['\"'], bridge, ctx, # \"\n)", COMMENT, id="comment with quotes"),
    pytest.param(
        "(Engine # why\n)(registry, bridge, ctx)", COMMENT, id="comment behind the callee"
    ),
]


@pytest.mark.parametrize(("source", "reason"), NOT_REWRITTEN)
def test_no_rewrite(source: str, reason: str, tmp_path: Path) -> None:
    assert withheld(HEAD + source + "\n", with_rewrite(REWRITE), tmp_path) == reason


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import functools\nfunctools.partial(Engine, registry, bridge)", id="partial"),
        pytest.param("f'{Engine(registry, bridge, ctx)}'", id="f-string"),
        pytest.param("Engine(registry, *a, user_context=ctx)", id="*args"),
    ],
)
def test_no_rewrite_of_an_odd_call(source: str, tmp_path: Path) -> None:
    withheld(HEAD + source + "\n", with_rewrite(REWRITE), tmp_path)


KNOWN_NAMES = [
    pytest.param("import zed\n", True, id="import"),
    pytest.param("from y import zed\n", True, id="from"),
    pytest.param("import y as zed\n", True, id="import as"),
    pytest.param("import zed.y\n", True, id="submodule"),
    pytest.param("def zed(): ...\n", True, id="function"),
    pytest.param("class zed: ...\n", True, id="class"),
    pytest.param("zed = 1\n", True, id="assignment"),
    pytest.param("if x:\n    import zed\n", True, id="on one path"),
    pytest.param("", False, id="nowhere"),
    pytest.param("from y import *\n", False, id="star, perhaps"),
    pytest.param("def f():\n    import zed\n", False, id="in another function"),
    pytest.param("class A:\n    zed = 1\n", False, id="in a class"),
    pytest.param("x.zed = 1\n", False, id="attribute"),
    pytest.param("'zed'\n", False, id="string"),
]


@pytest.mark.parametrize(("before", "is_known"), KNOWN_NAMES)
def test_name_of_the_template(before: str, is_known: bool, tmp_path: Path) -> None:
    source = f"{HEAD}{before}def g(registry, bridge, ctx):\n    Engine(registry, bridge, ctx)\n"
    rules = with_rewrite("zed(len({registry}), [x for x in {bridge}])")
    if is_known:
        after, _ = mended(source, rules, tmp_path)
        new = "zed(len(registry), [x for x in bridge])"
        assert after == source.replace("Engine(registry, bridge, ctx)", new)
    else:
        reason = "not rewritten: `zed` is not known in this file"
        assert withheld(source, rules, tmp_path) == reason


def test_nested_calls_are_mended_one_after_the_other(tmp_path: Path) -> None:
    rules = with_rewrite(REWRITE)
    inner = "Engine(registry, bridge, ctx)"
    text = f"{HEAD}Engine(registry, {inner}, ctx)\n"
    outer, nested = legacy(text, rules, tmp_path)
    assert outer.fix is not None
    assert nested.fix is not None
    half = apply(text, outer.fix.edits)
    assert half == f"{HEAD}Engine(ctx, factory_of(registry), emitter_of({inner}))\n"
    after, _ = mended(half, rules, tmp_path)
    assert after == f"{HEAD}Engine(ctx, factory_of(registry), emitter_of({PLAIN}))\n"
    assert apply(text, nested.fix.edits) == f"{HEAD}Engine(registry, {PLAIN}, ctx)\n"


def test_several_calls_on_one_line_are_mended_together(tmp_path: Path) -> None:
    source = HEAD + "'é', Engine(registry, bridge, ctx), 'ü', Engine(registry, bridge, ctx)\n"
    found = legacy(source, with_rewrite(REWRITE), tmp_path)
    edits = tuple(edit for item in found if item.fix is not None for edit in item.fix.edits)
    assert apply(source, edits) == f"{HEAD}'é', {PLAIN}, 'ü', {PLAIN}\n"


# Templates with `await` ----------------------------------------------------------------------

CALL = "Engine(registry, bridge, ctx)"
FILLED = "await build(ctx, registry, bridge)"
BARE = [
    pytest.param("@", id="statement"),
    pytest.param("x = @", id="assignment"),
    pytest.param("return @", id="return"),
    pytest.param("return @ if x else None", id="conditional"),
    pytest.param("g(@)", id="argument"),
    pytest.param("g(*@)", id="starred argument"),
    pytest.param("g(x=@)", id="keyword argument"),
    pytest.param("x[@]", id="index"),
    pytest.param("x = @, 1", id="tuple"),
    pytest.param("x = [@, 1]", id="list"),
    pytest.param("x = {@: 1}", id="dict"),
    pytest.param("@ < 3", id="comparison"),
    pytest.param("x = [@ for y in z]", id="list comprehension"),
    pytest.param("x = [y for y in @]", id="iterable of a comprehension"),
    pytest.param("x = (y for y in @)", id="iterable of a generator"),
    pytest.param("async with @ as e: ...", id="async with"),
    pytest.param("for x in @: ...", id="for"),
    pytest.param("lambda x=@: x", id="default of a lambda"),
]
WRAPPED = [
    pytest.param("@.run()", id="attribute"),
    pytest.param("@.run().x", id="attribute of attribute"),
    pytest.param("@[0]", id="subscript"),
    pytest.param("@(1)", id="call"),
    pytest.param("await @", id="await"),
    pytest.param("@ + 1", id="left of plus"),
    pytest.param("1 + @", id="right of plus"),
    pytest.param("@ ** 2", id="base of a power"),
    pytest.param("2 ** @", id="exponent"),
    pytest.param("-@", id="minus"),
    pytest.param("not @", id="not"),
    pytest.param("g(@.x)", id="attribute in an argument"),
    pytest.param("await @.run()", id="await of its attribute"),
    pytest.param("[@[0] for x in y]", id="subscript in a comprehension"),
]


@pytest.mark.parametrize("statement", BARE)
def test_awaiting_template(statement: str, tmp_path: Path) -> None:
    source = f"{HEAD}async def f(registry, bridge, ctx):\n    {statement}\n"
    after, _ = mended(source.replace("@", CALL), with_rewrite(AWAITED), tmp_path)
    assert after == source.replace("@", FILLED)


@pytest.mark.parametrize("statement", WRAPPED)
def test_awaiting_template_in_parentheses(statement: str, tmp_path: Path) -> None:
    source = f"{HEAD}async def f(registry, bridge, ctx):\n    {statement}\n"
    after, _ = mended(source.replace("@", CALL), with_rewrite(AWAITED), tmp_path)
    assert after == source.replace("@", f"({FILLED})")


NO_AWAIT = [
    pytest.param("@", id="module"),
    pytest.param("def f():\n    @", id="function"),
    pytest.param("class A:\n    @", id="class"),
    pytest.param("async def f():\n    def g():\n        @", id="function inside"),
    pytest.param("async def f():\n    return lambda: @", id="lambda inside"),
    pytest.param("async def f():\n    class A:\n        x = @", id="class inside"),
    pytest.param("async def f(x=@): ...", id="default"),
    pytest.param("async def f(x: @): ...", id="annotation"),
    pytest.param("async def f() -> @: ...", id="return annotation"),
    pytest.param("def f():\n    return [@ for x in y]", id="comprehension"),
]


@pytest.mark.parametrize("source", NO_AWAIT)
def test_awaiting_template_where_nothing_can_await(source: str, tmp_path: Path) -> None:
    rules = with_rewrite(AWAITED)
    reason = "not rewritten: the modern call needs `await`, this is no async function"
    assert withheld(HEAD + source.replace("@", CALL) + "\n", rules, tmp_path) == reason


def test_awaiting_template_in_a_generator(tmp_path: Path) -> None:
    source = f"{HEAD}async def f(registry, bridge, ctx):\n    return list({CALL} for x in y)\n"
    assert withheld(source, with_rewrite(AWAITED), tmp_path).startswith("not rewritten: ")


# Where a fix would break the code --------------------------------------------------------------

METHOD = "class S(Engine):\n    def __init__(self, registry, bridge, ctx):\n        "
BREAKS = [
    pytest.param(
        f"{METHOD}Engine.__init__(self, registry, bridge, ctx)",
        REWRITE,
        f"{METHOD}Engine.__init__(self, ctx, factory_of(registry), emitter_of(bridge))",
        id="self is lost",
    ),
    pytest.param(
        f"{METHOD}super().__init__(registry, bridge, ctx)",
        "build({registry}, {bridge})",
        None,
        id="super().__init__ is replaced by a call that makes another object",
    ),
    pytest.param(
        "class S(Engine): ...\nS(registry, bridge, ctx)",
        "build({registry}, {bridge})",
        None,
        id="an object of a subclass becomes one of the class",
    ),
    pytest.param(
        "def f():\n    return(Engine)(registry, bridge, ctx)",
        REWRITE,
        f"def f():\n    return {PLAIN}",
        id="glued to the word before",
    ),
    pytest.param(
        "x = 1 if Engine(registry, bridge, ctx)else 2",
        "build({registry}, {bridge}, {user_context}).x",
        "x = 1 if build(registry, bridge, ctx).x else 2",
        id="glued to the word behind",
    ),
    pytest.param(
        "(Engine if a else Engine)(registry, bridge, ctx)",
        REWRITE,
        "(Engine if a else Engine)(ctx, factory_of(registry), emitter_of(bridge))",
        id="conditional callee",
    ),
    pytest.param(
        "(K := Engine)(registry, bridge, ctx)",
        REWRITE,
        "(K := Engine)(ctx, factory_of(registry), emitter_of(bridge))",
        id="walrus as callee",
    ),
    pytest.param(
        "import acme.core.engine as m\n(m\n.Engine)(registry, bridge, ctx)",
        REWRITE,
        "import acme.core.engine as m\n(m\n.Engine)(ctx, factory_of(registry), emitter_of(bridge))",
        id="callee of two lines",
    ),
    pytest.param(
        "x = Engine(a\n.registry, bridge, ctx)",
        "{registry}.make({bridge}, {user_context})",
        "x = (a\n.registry).make(bridge, ctx)",
        id="argument of two lines outside of brackets",
    ),
    pytest.param(
        "Engine(registry, bridge, ctx).run()",
        "build({registry}) or {bridge}",
        "(build(registry) or bridge).run()",
        id="loose template in an attribute",
    ),
    pytest.param(
        "g(Engine(registry, bridge, ctx))",
        "{registry}, {bridge}",
        "g((registry, bridge))",
        id="template of a tuple in an argument",
    ),
    pytest.param(
        "Engine(registry, b['\\''], c['x'], # don't\n)",
        "build({registry}, {bridge}, {user_context})",
        None,
        id="a comment that a quote hides",
    ),
    pytest.param(
        "Engine(registry, bridge, item)",
        "build({registry}, {bridge}, lambda item: build({user_context}, item))",
        None,
        id="a name of the argument means the template's own variable",
    ),
    pytest.param(
        "async def f(registry, ctx):\n    Engine(registry, await b(), ctx)",
        "build({registry}, lambda: {bridge}, {user_context})",
        None,
        id="await in a lambda of the template",
    ),
]


@pytest.mark.parametrize(("before", "template", "after"), BREAKS)
def test_rewrite_that_breaks(before: str, template: str, after: str | None, tmp_path: Path) -> None:
    """Either the right text, or no fix."""
    source = f"{HEAD}{before}\n"
    (found,) = legacy(source, with_rewrite(template), tmp_path)
    made = apply(source, found.fix.edits) if found.fix is not None else None
    assert made in (None, f"{HEAD}{after}\n")


def test_keyword_in_a_dict_is_given(tmp_path: Path) -> None:
    source = HEAD + "Engine(registry, bridge, **{'user_context': ctx})\n"
    found = withheld(source, with_rewrite(REWRITE), tmp_path)
    assert found == "not rewritten: the keyword stands in a dict"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Engine(registry, bridge, ctx['\\'#'])", id="escaped quote"),
        pytest.param("Engine(registry, bridge, ctx['''\n#'''])", id="triple quotes"),
    ],
)
def test_no_comment_in_a_string(source: str, tmp_path: Path) -> None:
    mended(f"{HEAD}{source}\n", with_rewrite(REWRITE), tmp_path)

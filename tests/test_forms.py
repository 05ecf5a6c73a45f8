"""Forms of signatures: what specs mean, what is wrong with them, and how calls fit.

The oracle of `fit` is Python itself: `inspect.Signature.bind`.
"""

from __future__ import annotations

import inspect
import itertools
import random
from inspect import Parameter as Real

import pytest

from flake8_ssot.forms import Fit, Form, Parameter, Shape, fit, parse_form

CASES = 4_000
LONG_CASES = 100_000


def form(text: str) -> Form:
    return parse_form(tuple(text.split()))


# Specs ---------------------------------------------------------------------------------------

REQUIRED, OPTIONAL = (True, True, True), (False, True, True)
ONLY_KEYWORD, OPTIONAL_KEYWORD = (True, False, True), (False, False, True)
ONLY_PLACE, OPTIONAL_PLACE = (True, True, False), (False, True, False)

SPECS = [
    pytest.param("", "()", [], id="nothing"),
    pytest.param("a", "(a)", [("a", *REQUIRED)], id="required"),
    pytest.param("a?", "(a=...)", [("a", *OPTIONAL)], id="optional"),
    pytest.param("a b?", "(a, b=...)", [("a", *REQUIRED), ("b", *OPTIONAL)], id="both"),
    pytest.param("* a", "(*, a)", [("a", *ONLY_KEYWORD)], id="keyword-only"),
    pytest.param("* a?", "(*, a=...)", [("a", *OPTIONAL_KEYWORD)], id="optional keyword"),
    pytest.param(
        "* a? b",
        "(*, a=..., b)",
        [("a", *OPTIONAL_KEYWORD), ("b", *ONLY_KEYWORD)],
        id="required keyword behind an optional one",
    ),
    pytest.param(
        "a? * b",
        "(a=..., *, b)",
        [("a", *OPTIONAL), ("b", *ONLY_KEYWORD)],
        id="required keyword behind an optional place",
    ),
    pytest.param("a /", "(a, /)", [("a", *ONLY_PLACE)], id="positional-only"),
    pytest.param("a? /", "(a=..., /)", [("a", *OPTIONAL_PLACE)], id="optional positional-only"),
    pytest.param(
        "a / b * c",
        "(a, /, b, *, c)",
        [("a", *ONLY_PLACE), ("b", *REQUIRED), ("c", *ONLY_KEYWORD)],
        id="all three",
    ),
    pytest.param("größe _", "(größe, _)", [("größe", *REQUIRED), ("_", *REQUIRED)], id="names"),
    pytest.param(
        "match type", "(match, type)", [("match", *REQUIRED), ("type", *REQUIRED)], id="soft"
    ),
]


@pytest.mark.parametrize(("text", "shown", "parameters"), SPECS)
def test_specs(text: str, shown: str, parameters: list[tuple[str, bool, bool, bool]]) -> None:
    found = form(text)
    assert found.text == shown
    assert found.parameters == tuple(Parameter(*row) for row in parameters)
    assert found.names == tuple(row[0] for row in parameters)
    assert (found.any_positional, found.any_keyword) == (False, False)


@pytest.mark.parametrize(
    ("text", "shown", "names", "catches"),
    [
        pytest.param("*args", "(*args)", (), (True, False), id="args"),
        pytest.param("**kw", "(**kw)", (), (False, True), id="kwargs"),
        pytest.param("*args **kw", "(*args, **kw)", (), (True, True), id="both"),
        pytest.param(
            "a *args b", "(a, *args, b)", ("a", "b"), (True, False), id="keyword behind args"
        ),
        pytest.param("a / **kw", "(a, /, **kw)", ("a",), (False, True), id="positional-only"),
        pytest.param("* a **kw", "(*, a, **kw)", ("a",), (False, True), id="keyword-only"),
    ],
)
def test_catch_alls(
    text: str, shown: str, names: tuple[str, ...], catches: tuple[bool, bool]
) -> None:
    found = form(text)
    assert (found.text, found.names) == (shown, names)
    assert (found.any_positional, found.any_keyword) == catches


NO_PARAMETER = "is no parameter, like 'name', 'name?', '*' or '/'"
SLASH = "'/' must stand once, behind positional parameters"

MISTAKES = [
    pytest.param(["a b"], f"'a b' {NO_PARAMETER}", id="two words"),
    pytest.param([" a"], f"' a' {NO_PARAMETER}", id="blank"),
    pytest.param(["a\n"], f"'a\\n' {NO_PARAMETER}", id="newline"),
    pytest.param(["1"], f"'1' {NO_PARAMETER}", id="number"),
    pytest.param(["a=1"], f"'a=1' {NO_PARAMETER}", id="default"),
    pytest.param(["a: int"], f"'a: int' {NO_PARAMETER}", id="annotation"),
    pytest.param(["a??"], f"'a??' {NO_PARAMETER}", id="two question marks"),
    pytest.param(["?a"], f"'?a' {NO_PARAMETER}", id="question mark before"),
    pytest.param(["a*"], f"'a*' {NO_PARAMETER}", id="star behind"),
    pytest.param(["class"], f"'class' {NO_PARAMETER}", id="keyword"),
    pytest.param(["None"], f"'None' {NO_PARAMETER}", id="None"),
    pytest.param(["*class"], f"'*class' {NO_PARAMETER}", id="starred keyword"),
    pytest.param(["*a?"], f"'*a?' {NO_PARAMETER}", id="optional args"),
    pytest.param(["**a?"], f"'**a?' {NO_PARAMETER}", id="optional kwargs"),
    pytest.param(["a", "/?"], f"'/?' {NO_PARAMETER}", id="optional slash"),
    pytest.param(["a", "//"], f"'//' {NO_PARAMETER}", id="two slashes"),
    pytest.param(["**"], "'**' is no parameter", id="only two stars"),
    pytest.param(["***a"], "'***a' is no parameter", id="three stars"),
    pytest.param(["a", "a"], "'a' stands there twice", id="twice"),
    pytest.param(["a", "a?"], "'a' stands there twice", id="twice, once optional"),
    pytest.param(["a", "*", "a"], "'a' stands there twice", id="twice, once by keyword"),
    pytest.param(["a", "*a"], "'a' stands there twice", id="args of the same name"),
    pytest.param(["a", "**a"], "'a' stands there twice", id="kwargs of the same name"),
    pytest.param(["a?", "b"], "'b' is required but follows the optional 'a'", id="order"),
    pytest.param(
        ["a?", "/", "b"], "'b' is required but follows the optional 'a'", id="order, slash"
    ),
    pytest.param(["/"], SLASH, id="slash alone"),
    pytest.param(["/", "a"], SLASH, id="slash first"),
    pytest.param(["a", "/", "/"], SLASH, id="two slashes in a row"),
    pytest.param(["a", "/", "b", "/"], SLASH, id="slash again"),
    pytest.param(["a", "*", "b", "/"], SLASH, id="slash behind the star"),
    pytest.param(["a", "*b", "/"], SLASH, id="slash behind args"),
    pytest.param(["*"], "'*' must be followed by a parameter", id="star alone"),
    pytest.param(["a", "*"], "'*' must be followed by a parameter", id="star last"),
    pytest.param(["*", "*", "a"], "'*' may stand only once", id="two stars in a row"),
    pytest.param(["*a", "*", "b"], "'*' may stand only once", id="args and star"),
    pytest.param(["*a", "*b"], "'*' may stand only once", id="two args"),
    pytest.param(["**a", "b"], "'b' stands behind '**'", id="behind kwargs"),
    pytest.param(["**a", "*"], "'*' stands behind '**'", id="star behind kwargs"),
    pytest.param(["**a", "/"], "'/' stands behind '**'", id="slash behind kwargs"),
    pytest.param(["**a", "**b"], "'**b' stands behind '**'", id="two kwargs"),
]


@pytest.mark.parametrize(("specs", "message"), MISTAKES)
def test_mistake(specs: list[str], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared
        parse_form(tuple(specs))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "specs",
    [
        pytest.param([""], id="empty"),
        pytest.param(["a", "", "b"], id="empty in between"),
        pytest.param(["?"], id="only a question mark"),
        pytest.param(["*?", "a"], id="optional star"),
        pytest.param(["*", "**a"], id="star before kwargs"),
        pytest.param(["*a", "a"], id="args of the same name before"),
        pytest.param(["*a", "**a"], id="args and kwargs of one name"),
        pytest.param(["a", "*b", "**b"], id="args and kwargs of one name, behind another"),
    ],
)
def test_mistake_that_is_not_told(specs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_form(tuple(specs))


def test_name_in_compatibility_characters() -> None:
    assert form("\ufb01eld").names == ("field",)


def test_every_form_of_few_specs_is_what_python_takes() -> None:
    """Every order of up to four specs is taken if `def` takes it, and shown as it stands there."""
    specs = ("a", "b?", "*", "/", "*args", "**kw")
    for length in range(5):
        for chosen in itertools.product(specs, repeat=length):
            if "*" in chosen and chosen[chosen.index("*") + 1 :][:1] == ("**kw",):
                continue  # a bug, told above
            source = ", ".join(spec.replace("?", "=...") for spec in chosen)
            try:
                compile(f"def f({source}): ...", "f.py", "exec")
            except SyntaxError:
                with pytest.raises(ValueError, match=r"\S"):
                    parse_form(chosen)
            else:
                assert parse_form(chosen).text == f"({source})"


# Calls ---------------------------------------------------------------------------------------

FITS = [  # the faults: missing, unknown, surplus, twice
    pytest.param("", 0, "", "", ("", "", 0, ""), id="nothing"),
    pytest.param("", 1, "", "", ("", "", 1, ""), id="nothing, one given"),
    pytest.param("a b?", 1, "", "", ("", "", 0, ""), id="optional left out"),
    pytest.param("a b?", 0, "", "", ("a", "", 0, ""), id="required left out"),
    pytest.param("a b", 0, "", "", ("a b", "", 0, ""), id="all left out"),
    pytest.param("a b", 0, "b a", "", ("", "", 0, ""), id="keywords in any order"),
    pytest.param("a b", 3, "", "", ("", "", 1, ""), id="one too many"),
    pytest.param("a b", 5, "", "", ("", "", 3, ""), id="three too many"),
    pytest.param("a b", 2, "c", "", ("", "c", 0, ""), id="unknown"),
    pytest.param("a b", 0, "c d", "", ("a b", "c d", 0, ""), id="unknown and missing"),
    pytest.param("a b", 2, "a", "", ("", "", 0, "a"), id="twice"),
    pytest.param("a b", 2, "b a", "", ("", "", 0, "b a"), id="both twice"),
    pytest.param("a", 1, "a a", "", ("", "", 0, "a a"), id="twice more"),
    pytest.param("a", 0, "a a", "", ("", "", 0, "a"), id="keyword twice"),
    pytest.param("a b", 3, "a c", "", ("", "c", 1, "a"), id="everything wrong"),
    pytest.param("* a", 0, "a", "", ("", "", 0, ""), id="keyword-only"),
    pytest.param("* a", 1, "", "", ("a", "", 1, ""), id="keyword-only by place"),
    pytest.param("* a?", 1, "", "", ("", "", 1, ""), id="optional keyword-only by place"),
    pytest.param("* a", 0, "", "*", ("a", "", 0, ""), id="keyword-only, *args"),
    pytest.param("* a", 0, "", "**", ("", "", 0, ""), id="keyword-only, **kwargs"),
    pytest.param("a /", 1, "", "", ("", "", 0, ""), id="positional-only"),
    pytest.param("a /", 1, "a", "", ("", "a", 0, ""), id="positional-only by both"),
    pytest.param("a /", 0, "", "*", ("", "", 0, ""), id="positional-only, *args"),
    pytest.param("a /", 0, "", "**", ("a", "", 0, ""), id="positional-only, **kwargs"),
    pytest.param("a / **k", 1, "a", "", ("", "", 0, ""), id="its name among the options"),
    pytest.param("*args", 9, "", "", ("", "", 0, ""), id="any number"),
    pytest.param("*args", 1, "args", "", ("", "args", 0, ""), id="args is no keyword"),
    pytest.param("**kw", 0, "x y kw", "", ("", "", 0, ""), id="any keyword"),
    pytest.param("**kw", 1, "x", "", ("", "", 1, ""), id="any keyword, but no place"),
    pytest.param("a *args", 0, "a", "", ("", "", 0, ""), id="by keyword before args"),
    pytest.param("a *args", 2, "a", "", ("", "", 0, "a"), id="twice before args"),
    pytest.param("a b", 0, "", "*", ("", "", 0, ""), id="*args"),
    pytest.param("a b", 0, "", "**", ("", "", 0, ""), id="**kwargs"),
    pytest.param("a b", 3, "", "*", ("", "", 1, ""), id="surplus before *args"),
    pytest.param("a b", 0, "c", "* **", ("", "c", 0, ""), id="unknown beside both"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "positional", "keywords", "stars", "faults"), FITS)
def test_fit(
    text: str, positional: int, keywords: str, stars: str, faults: tuple[str, str, int, str]
) -> None:
    shape = Shape(positional, tuple(keywords.split()), "*" in stars.split(), "**" in stars.split())
    found = fit(form(text), shape)
    told = (" ".join(found.missing), " ".join(found.unknown), found.surplus, " ".join(found.twice))
    assert told == faults
    assert found.is_possible is (faults == ("", "", 0, ""))
    count = sum(len(item.split()) if isinstance(item, str) else item for item in faults)
    assert found.faults == count


@pytest.mark.parametrize("text", ["a /", "a / **k"])
def test_positional_only_is_missing_though_a_keyword_has_its_name(text: str) -> None:
    assert fit(form(text), Shape(0, ("a",))).missing == ("a",)


@pytest.mark.parametrize(
    ("text", "positional", "keywords", "landed"),
    [
        pytest.param("a b", 2, "", ("a", "b"), id="by place"),
        pytest.param("a b", 0, "b a", ("b", "a"), id="by keyword"),
        pytest.param("a b c?", 1, "c b", ("a", "c", "b"), id="both"),
        pytest.param("a", 3, "", ("a", None, None), id="surplus"),
        pytest.param("a", 1, "b a", ("a", None, "a"), id="unknown and twice"),
        pytest.param("a *args b", 3, "b", ("a", None, None, "b"), id="args"),
        pytest.param("a **kw", 1, "b", ("a", None), id="option"),
        pytest.param("a / **kw", 1, "a", ("a", None), id="option of the same name"),
        pytest.param("a * b", 2, "b", ("a", None, "b"), id="no place"),
    ],
)
def test_where_arguments_land(
    text: str, positional: int, keywords: str, landed: tuple[str | None, ...]
) -> None:
    assert fit(form(text), Shape(positional, tuple(keywords.split()))).landed == landed


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("a", "a", True, id="parameter"),
        pytest.param("* a", "a", True, id="keyword-only"),
        pytest.param("a", "b", False, id="unknown"),
        pytest.param("a /", "a", False, id="positional-only"),
        pytest.param("a / **k", "a", True, id="positional-only among options"),
        pytest.param("*a", "a", False, id="args"),
        pytest.param("**k", "k", True, id="option"),
    ],
)
def test_takes_keyword(text: str, name: str, expected: bool) -> None:
    assert form(text).takes_keyword(name) is expected


# Against Python ------------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d")


def random_specs(chooser: random.Random) -> tuple[str, ...]:
    """Specs of a form that `def` would take."""
    names = list(NAMES[: chooser.randrange(5)])
    places = names[: chooser.randrange(len(names) + 1)]
    keywords = names[len(places) :]
    required = chooser.randrange(len(places) + 1)
    specs = [name + "?" * (number >= required) for number, name in enumerate(places)]
    if places and chooser.random() < 0.3:
        specs.insert(chooser.randrange(len(places)) + 1, "/")
    if chooser.random() < 0.25:
        specs.append("*args")
    elif keywords:
        specs.append("*")
    specs += [name + "?" * chooser.randrange(2) for name in keywords]
    if chooser.random() < 0.25:
        specs.append("**kw")
    return tuple(specs)


def signature_of(specs: tuple[str, ...]) -> inspect.Signature:
    found: list[Real] = []
    by_place = True
    for spec in specs:
        name = spec.strip("*?")
        if spec == "/":
            found = [item.replace(kind=Real.POSITIONAL_ONLY) for item in found]
        elif spec.startswith("**"):
            found.append(Real(name, Real.VAR_KEYWORD))
        elif spec.startswith("*"):
            by_place = False
            if name:
                found.append(Real(name, Real.VAR_POSITIONAL))
        else:
            kind = Real.POSITIONAL_OR_KEYWORD if by_place else Real.KEYWORD_ONLY
            found.append(Real(name, kind, default=0 if spec.endswith("?") else Real.empty))
    return inspect.Signature(found)


def binds(signature: inspect.Signature, positional: int, keywords: tuple[str, ...]) -> bool:
    try:
        signature.bind(*range(positional), **dict.fromkeys(keywords))
    except TypeError:
        return False
    return True


def some_completion_binds(signature: inspect.Signature, shape: Shape) -> bool:
    """May `*args` and `**kwargs` hold what is missing?"""
    kinds = {name: item.kind for name, item in signature.parameters.items()}
    # A keyword never fills what is positional-only, though `bind` of Python 3.13.0 thinks so.
    rest = [
        name
        for name in NAMES
        if name not in shape.keywords and kinds.get(name) is not Real.POSITIONAL_ONLY
    ]
    more_places = range(len(NAMES) + 1 if shape.more_positional else 1)
    more_names = len(rest) if shape.more_keywords else 0
    return any(
        binds(signature, shape.positional + more, shape.keywords + names)
        for more in more_places
        for count in range(more_names + 1)
        for names in itertools.combinations(rest, count)
    )


def where_bound(signature: inspect.Signature, shape: Shape) -> tuple[str | None, ...]:
    """The parameter that Python gives each argument to."""
    given = [f"@{number}" for number in range(shape.positional)]
    bound = signature.bind(*given, **{name: name for name in shape.keywords})
    kinds = {name: item.kind for name, item in signature.parameters.items()}
    catching = (Real.VAR_POSITIONAL, Real.VAR_KEYWORD)
    homes = {value: name for name, value in bound.arguments.items() if kinds[name] not in catching}
    return tuple(homes.get(argument) for argument in (*given, *shape.keywords))


def names_a_positional_only(found: Fit, shape: Shape) -> bool:
    """The bug told above: such a keyword hides that the parameter is missing."""
    return any(not item.by_name and item.name in shape.keywords for item in found.form.parameters)


def test_fit_agrees_with_python(long: bool) -> None:
    chooser = random.Random(20260101)
    seen = {True: 0, False: 0}
    for _ in range(LONG_CASES if long else CASES):
        specs = random_specs(chooser)
        signature = signature_of(specs)
        parsed = parse_form(specs)
        count = chooser.randrange(4)
        keywords = tuple(chooser.sample((*NAMES, "x"), count))
        stars = chooser.choices((False, True), (3, 1), k=2)
        shape = Shape(chooser.randrange(5), keywords, *stars)
        found = fit(parsed, shape)
        if names_a_positional_only(found, shape):
            continue
        seen[found.is_possible] += 1
        case = (specs, shape)
        possible = some_completion_binds(signature, shape)
        if shape.more_positional:
            assert found.is_possible or not possible, case
        else:
            assert found.is_possible is possible, case
        if not any(stars):
            assert found.is_possible is (found.faults == 0), case
            if possible:
                assert found.landed == where_bound(signature, shape), case
        assert len(found.landed) == shape.positional + len(keywords), case
    assert min(seen.values()) > CASES / 8


def test_star_cannot_pass_a_keyword() -> None:
    """f(*rest, a=1): `rest` would fill `a` first, so `b` stays empty."""
    shape = Shape(0, ("a",), more_positional=True)
    assert fit(form("a b"), shape).missing == ("b",)

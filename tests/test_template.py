"""Templates of modern calls: what they hold, what is refused, and what they make."""

from __future__ import annotations

import warnings

import pytest

from flake8_ssot.template import Template, parse_template

GOOD = [
    pytest.param("f()", (), "f", id="no parameter"),
    pytest.param("{callable}()", ("callable",), "", id="what is called"),
    pytest.param("{callable}({a}, {b})", ("callable", "a", "b"), "", id="parameters"),
    pytest.param("{a}", ("a",), "", id="only a parameter"),
    pytest.param("f({a}, {a}, {a})", ("a", "a", "a"), "f", id="repeated"),
    pytest.param("f(x={a}, *{b}, **{c})", ("a", "b", "c"), "f", id="keywords and stars"),
    pytest.param("mod.f({a}).g", ("a",), "mod", id="attributes"),
    pytest.param("f(g({a}), h)", ("a",), "f g h", id="names"),
    pytest.param("{größe}", ("größe",), "", id="non-ASCII"),
    pytest.param("f({a}, 'é日', 1.5, None, True, ...)", ("a",), "f", id="constants"),
    pytest.param("f({{'x': {a}}})", ("a",), "f", id="braces of a dict"),
    pytest.param("{{{a}}}", ("a",), "", id="braces of a set"),
    pytest.param("f('{{}}', {a})", ("a",), "f", id="braces in a string"),
    pytest.param("{a:}", ("a",), "", id="empty format"),
    pytest.param("{a} if {b} else {c}", ("a", "b", "c"), "", id="conditional"),
    pytest.param("{a}[{b}]({c})", ("a", "b", "c"), "", id="subscript and call"),
    pytest.param("len({a})", ("a",), "len", id="builtins are free, too"),
]
BOUND = [
    pytest.param("[x for x in {a}]", "", id="list comprehension"),
    pytest.param("{{x for x in {a} if y}}", "y", id="set comprehension"),
    pytest.param("{{x: y for x, (y, *z) in {a}}}", "", id="unpacking in a dict comprehension"),
    pytest.param("f(x for x in {a})", "f", id="generator"),
    pytest.param("[y for x in {a} for y in x]", "", id="two loops"),
    pytest.param("lambda x, *y, z=w, **k: f(x, y, z, k, {a})", "f w", id="lambda"),
    pytest.param("lambda x, /, y: x", "", id="lambda, positional-only"),
    pytest.param("(x := {a}, x)", "", id="walrus"),
    pytest.param("x.y.z({a})", "x", id="attributes are no names"),
    pytest.param("f(x={a})", "f", id="keywords are no names"),
    pytest.param("f('x', {a})", "f", id="strings are no names"),
    pytest.param("f'{{x}} y'", "x", id="names in an f-string"),
]
AWAITS = [
    pytest.param("await f({a})", True, id="await"),
    pytest.param("f(await g({a}))", True, id="await inside"),
    pytest.param("(await f({a})).x", True, id="await in parentheses"),
    pytest.param("await_({a})", False, id="a name that begins alike"),
    pytest.param("f('await', {a})", False, id="await in a string"),
    pytest.param("f({a})", False, id="no await"),
]
STRAY = "is no template: {%s} is no parameter; write {{ for a brace"
EXPRESSION = "must be a Python expression when its {parameters} are put in"
BAD = [
    pytest.param("{", "is no template: Single '{' encountered in format string; "
                 "write {{ for a brace", id="open brace"),
    pytest.param("f()}", "is no template: Single '}' encountered in format string; "
                 "write {{ for a brace", id="closing brace"),
    pytest.param("f({a", "is no template: expected '}' before end of string; "
                 "write {{ for a brace", id="brace not closed"),
    pytest.param("f({})", STRAY % "", id="no name"),
    pytest.param("f({0})", STRAY % "0", id="number"),
    pytest.param("f({ a })", STRAY % " a ", id="blanks"),
    pytest.param("f({a.b})", STRAY % "a.b", id="attribute"),
    pytest.param("f({a[0]})", STRAY % "a[0]", id="index"),
    pytest.param("f({a!r})", STRAY % "a", id="conversion"),
    pytest.param("f({a:>5})", STRAY % "a", id="format"),
    pytest.param("f({a:{b}})", STRAY % "a", id="nested format"),
    pytest.param("f({'x': {a}})", STRAY % "'x'", id="a dict without doubled braces"),
    pytest.param("", EXPRESSION, id="empty"),
    pytest.param("   ", EXPRESSION, id="blank"),
    pytest.param("f({a}", EXPRESSION, id="parenthesis not closed"),
    pytest.param("f({a}))", EXPRESSION, id="parenthesis too many"),
    pytest.param("{a} {b}", EXPRESSION, id="two expressions"),
    pytest.param("x = {a}", EXPRESSION, id="assignment"),
    pytest.param("return {a}", EXPRESSION, id="statement"),
    pytest.param("f({a}); g()", EXPRESSION, id="two statements"),
    pytest.param("yield {a}", EXPRESSION, id="bare yield"),
    pytest.param("*{a}", EXPRESSION, id="bare star"),
    pytest.param("x := {a}", EXPRESSION, id="bare walrus"),
    pytest.param("class", EXPRESSION, id="keyword"),
    pytest.param("f(a b)", EXPRESSION, id="nonsense"),
    pytest.param("1{a}", EXPRESSION, id="glued to a number"),
    pytest.param("f('{a})", EXPRESSION, id="string not closed"),
    pytest.param("# {a}", EXPRESSION, id="only a comment"),
    pytest.param("f(\0{a})", EXPRESSION, id="NUL"),
    pytest.param("(" * 5000 + ")" * 5000, EXPRESSION, id="deep parentheses"),
    pytest.param("-" * 100_000 + "1", EXPRESSION, id="deep operators"),
    pytest.param("9" * 10_000, EXPRESSION, id="huge number"),
]  # fmt: skip


def free(template: Template) -> str:
    return " ".join(sorted(template.free_names))


@pytest.mark.parametrize(("text", "placeholders", "names"), GOOD)
def test_good_template(text: str, placeholders: tuple[str, ...], names: str) -> None:
    found = parse_template(text)
    assert found.placeholders == placeholders
    assert free(found) == names
    assert not found.awaits
    itself = {name: f"{{{name}}}" for name in placeholders}
    assert found.fill(itself) == text.replace("{{", "{").replace("}}", "}").replace(":}", "}")


@pytest.mark.parametrize(("text", "names"), BOUND)
def test_names_that_the_template_binds_are_not_free(text: str, names: str) -> None:
    assert free(parse_template(text)) == names


@pytest.mark.parametrize(("text", "expected"), AWAITS)
def test_awaits(text: str, expected: bool) -> None:
    assert parse_template(text).awaits is expected


@pytest.mark.parametrize(("text", "message"), BAD)
def test_bad_template(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared
        parse_template(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        pytest.param("{callable}({b}, x={a})", "m.f([2], x=1)", id="each in its place"),
        pytest.param("g({a}, {{}})", "g(1, {})", id="braces"),
        pytest.param("{{{a}: {b}}}", "{1: [2]}", id="braces around"),
        pytest.param("[{a}, {a}]", "[1, 1]", id="twice"),
        pytest.param("f()", "f()", id="none"),
        pytest.param("'{{a}}'", "'{a}'", id="a name in braces of the text"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert parse_template(text).fill({"a": "1", "b": "[2]", "callable": "m.f"}) == filled


@pytest.mark.parametrize(
    "source",
    [
        "{b}",
        "{{",
        "}",
        "%s",
        "\\n",
        "'é日😀'",
        "a\n + b",
        "{0}",
        "$a",
        "_0_",
        "_1_",
        "f'{x!r:>{y}}'",
    ],
)
def test_source_is_put_in_as_it_is(source: str) -> None:
    template = parse_template("f({a}, {b}, [x for x in {a}])")
    assert template.fill({"a": source, "b": "b"}) == f"f({source}, b, [x for x in {source}])"


def test_fill_needs_every_source() -> None:
    with pytest.raises(KeyError, match="b"):
        parse_template("f({a}, {b})").fill({"a": "1"})


MISPLACED = [
    pytest.param("f('{a}')", id="inside of a string"),
    pytest.param('f"{{{a}}}"', id="inside of an f-string"),
    pytest.param("f({a}=1)", id="as a keyword"),
    pytest.param("x.{a}", id="as an attribute"),
    pytest.param("lambda {a}: 1", id="as a parameter"),
    pytest.param("({a} := 1)", id="as a target"),
    pytest.param("[1 for {a} in x]", id="as a loop variable"),
    pytest.param("foo{a}", id="glued to a name before"),
    pytest.param("{a}foo", id="glued to a name behind"),
    pytest.param("{a}{b}", id="glued to each other"),
    pytest.param("f(1)  # {a}", id="in a comment"),
    pytest.param("f({a})  # why", id="a comment, which swallows what stands behind the call"),
]


@pytest.mark.parametrize("text", MISPLACED)
def test_parameter_that_is_no_expression_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_template(text)


def test_name_that_looks_like_a_stand_in() -> None:
    assert free(parse_template("_0_({a})")) == "_0_"


def test_no_warning() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parse_template(r"f('\d', {a})")
    assert caught == []

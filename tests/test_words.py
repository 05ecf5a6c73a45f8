"""Which names the bytes of a file hold, and what follows from it for the rules."""

from __future__ import annotations

import random
import re
import time

import pytest
from support import ENOUGH_SECONDS
from test_index import USER, index_of

from flake8_ssot.modules import Module
from flake8_ssot.words import Wanted

NAMES = (b"old", b"Engine", b"_x1", "Größe".encode())
HELD = [
    pytest.param(b"", set(), id="empty"),
    pytest.param(b"old", {b"old"}, id="alone"),
    pytest.param(b"a.old.Engine", {b"old", b"Engine"}, id="dotted"),
    pytest.param(b"older bold _old old1 Engines", set(), id="parts-of-words"),
    pytest.param(b"'old'\told\0Engine(", {b"old", b"Engine"}, id="separators"),
    pytest.param("\u201cold\ufeffEngine".encode(), {b"old", b"Engine"}, id="beside-other-bytes"),
    pytest.param(b"\xff\xfeold\x80", {b"old"}, id="no-utf-8"),
    pytest.param(b"x._x1", {b"_x1"}, id="underscore-and-digit"),
    pytest.param("a.Größe()".encode(), {"Größe".encode()}, id="other-letters"),
    pytest.param("a.größe()".encode(), set(), id="another-with-other-letters"),
    pytest.param(rb"'\nold'", set(), id="behind-an-escape"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), HELD)
def test_held(data: bytes, expected: set[bytes]) -> None:
    assert Wanted(NAMES).held_in(data) == expected


ESCAPED = [
    pytest.param(rb"exec('import a\nold')", {b"old"}, id="newline"),
    pytest.param(rb"'\told' '\rEngine'", {b"old", b"Engine"}, id="tab-and-return"),
    pytest.param(rb"'\x0aold'", {b"old"}, id="two-digits"),
    pytest.param(rb"'\u000aold' '\U0000000aEngine'", {b"old", b"Engine"}, id="more-digits"),
    pytest.param(rb"'\0old' '\12Engine' '\012_x1'", {b"old", b"Engine", b"_x1"}, id="octal"),
    pytest.param(rb'"\\nold"', {b"old"}, id="escaped-once-more"),
    pytest.param(rb"'nold' '\n old'", set(), id="none"),
]


@pytest.mark.parametrize(("data", "expected"), ESCAPED)
def test_behind_escapes(data: bytes, expected: set[bytes]) -> None:
    assert Wanted(NAMES).escaped_in(data) == expected


def test_as_if_each_name_was_searched_for() -> None:
    chance = random.Random(5)
    letters = ["a", "b", "_", "1", ".", " ", "\n", "\\", "'", "é", "\ufeff"]
    names = {"".join(chance.choices(["a", "b", "_"], k=chance.randint(1, 3))) for _ in range(30)}
    wanted = Wanted(name.encode() for name in names)
    for _ in range(2_000):
        data = "".join(chance.choices(letters, k=40)).encode()
        found = {
            name.encode()
            for name in names
            if re.search(rb"(?<!\w)" + name.encode() + rb"(?!\w)", data)
        }
        assert wanted.held_in(data) == found


# -- a rule's words and an import that leads to that rule --------------------------------------

RULES = ("1: acme.old.Engine -> x", "2: acme.kit.run", "3: other.tools.Hammer")
LINKED = [
    pytest.param("from acme.old import Engine", True, id="names-it"),
    pytest.param("import acme\nacme.old.Engine", True, id="top"),
    pytest.param("from acme import old\nold.Engine", True, id="module"),
    pytest.param("from acme.old import *\nEngine()", True, id="star"),
    pytest.param("from acme.old.Engine import x", True, id="below"),
    pytest.param("from acme import kit\nold, Engine", False, id="to-another-rule"),
    pytest.param("import acme\ntools, Hammer", False, id="to-another-package"),
    pytest.param("import other\nacme.old.x, Engine", False, id="words-of-another-rule"),
    pytest.param("from acme.old import Motor\nEngine", False, id="another-name"),
    pytest.param("x = 'old.Engine'", True, id="in-a-string"),
    pytest.param(r"x = '\nold.Engine'", True, id="behind-an-escape"),
    pytest.param("import_module('acme.old')\n'Engine'", True, id="by-name"),
    pytest.param(
        "".join(f"from acme import old as o{n}, x{n}\n" for n in range(300)) + "kit.run",
        True,
        id="more-than-are-compared",
    ),
]


@pytest.mark.parametrize(("source", "expected"), LINKED)
def test_words_and_imports_of_one_rule(source: str, expected: bool) -> None:
    assert index_of(*RULES).mentioned_in(source.encode(), USER) is expected


def test_what_the_file_s_own_place_says_need_not_be_spelled() -> None:
    index = index_of(*RULES)
    data = b"from . import Engine"
    assert index.mentioned_in(data, Module("acme.old.user", False))
    assert not index.mentioned_in(data, Module("acme.new.user", False))
    assert not index.mentioned_in(b"import acme", Module("acme.old.\udcff", False))


def test_many_rules_cost_as_much_as_few() -> None:
    """Five thousand rules, and a file that spells all of them and imports none."""
    rules = [f"{n}: pack{n % 70}.mod{n}.Name{n} -> new.Name{n}" for n in range(5_000)]
    index = index_of(*rules)
    spelled = b" ".join(b"mod%d Name%d" % (n, n) for n in range(5_000))
    imports = b"".join(b"from pack%d import other%d\n" % (n % 70, n) for n in range(20_000))
    begin = time.process_time()
    assert not index.mentioned_in(imports + spelled, USER)
    assert time.process_time() - begin < ENOUGH_SECONDS

"""Which file is which under another name: the closest pair first, each file once."""

from __future__ import annotations

import time

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot import renames
from flake8_ssot.renames import renamed


def look(bits: int = 0, base: int = 0) -> str:
    """A fingerprint that differs from `base` in so many bits."""
    return f"{(base << 32) ^ ((1 << bits) - 1):016x}"


A, B = look(), look(base=0xFFFF_FFFF)  # 32 bits apart

PAIRS = [
    pytest.param({"a.py": A}, {"b.py": A}, {"b.py": "a.py"}, id="renamed"),
    pytest.param({"a.py": A}, {"pkg/a.py": A}, {"pkg/a.py": "a.py"}, id="moved"),
    pytest.param({"a.py": A}, {"b.py": look(14)}, {"b.py": "a.py"}, id="just close enough"),
    pytest.param({"a.py": A}, {"p/a.py": look(18)}, {"p/a.py": "a.py"}, id="namesake, edited more"),
    pytest.param(
        {"a.py": A, "b.py": B},
        {"c.py": B, "d.py": A},
        {"c.py": "b.py", "d.py": "a.py"},
        id="two, crosswise",
    ),
    pytest.param({"a.py": A}, {"b.py": look(3), "c.py": A}, {"c.py": "a.py"}, id="closest"),
    pytest.param({"a.py": A}, {"b.py": A, "p/a.py": A}, {"p/a.py": "a.py"}, id="copy: namesake"),
    pytest.param({"a.py": A}, {"c.py": A, "b.py": A}, {"b.py": "a.py"}, id="copy: the first"),
    pytest.param(
        {"a.py": A, "b.py": A},
        {"x/b.py": A, "x/a.py": A},
        {"x/a.py": "a.py", "x/b.py": "b.py"},
        id="alike, by name",
    ),
    pytest.param(
        {"a.py": A, "b.py": A}, {"d.py": A, "c.py": A}, {"c.py": "a.py", "d.py": "b.py"}, id="alike"
    ),
    pytest.param({"a.py": A, "b.py": A}, {"c.py": A}, {"c.py": "a.py"}, id="two became one"),
    pytest.param(
        {"a.py": A, "b.py": look(4)},
        {"c.py": look(3), "d.py": look(5)},
        {"c.py": "b.py", "d.py": "a.py"},
        id="greedy",
    ),
    pytest.param({"a.py": (A, B)}, {"b.py": B}, {"b.py": "a.py"}, id="two looks from a merge"),
    pytest.param({"a.py": (A, B)}, {"b.py": B, "c.py": A}, {"c.py": "a.py"}, id="two looks, once"),
    pytest.param({"a.py": A, "b.py": B}, {"c.py": (A, B)}, {"c.py": "a.py"}, id="two looks, twice"),
    pytest.param(
        {"__init__.py": A}, {"p/__init__.py": A}, {"p/__init__.py": "__init__.py"}, id="package"
    ),
]

NONE = [
    pytest.param({}, {"b.py": A}, id="nothing gone"),
    pytest.param({"a.py": A}, {}, id="nothing there"),
    pytest.param({"a.py": A}, {"b.py": B}, id="other content"),
    pytest.param({"a.py": A}, {"b.py": look(15)}, id="too far"),
    pytest.param({"a.py": A}, {"p/a.py": look(19)}, id="namesake, too far"),
    pytest.param({"__init__.py": A}, {"p/__init__.py": look(15)}, id="common name, too far"),
    pytest.param({"a.py": ()}, {"a.pyi": A}, id="never looked at"),
    pytest.param({"a.py": A}, {"b.py": ()}, id="cannot be looked at"),
]


def tuples(looks: dict[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {path: (look,) if isinstance(look, str) else look for path, look in looks.items()}


@pytest.mark.parametrize(("gone", "there", "expected"), PAIRS)
def test_renamed(
    gone: dict[str, str | tuple[str, ...]],
    there: dict[str, str | tuple[str, ...]],
    expected: dict[str, str],
) -> None:
    """Whatever the order."""
    assert renamed(tuples(gone), tuples(there)) == expected
    backwards = [dict(reversed(looks.items())) for looks in (tuples(gone), tuples(there))]
    assert renamed(*backwards) == expected


@pytest.mark.parametrize(("gone", "there"), NONE)
def test_not_renamed(
    gone: dict[str, str | tuple[str, ...]], there: dict[str, str | tuple[str, ...]]
) -> None:
    assert renamed(tuples(gone), tuples(there)) == {}


@pytest.mark.parametrize("same", [True, False], ids=["alike", "all different"])
def test_many(same: bool) -> None:
    """A folder with thousands of files gets another name."""
    count = 5_000
    looks = [
        f"{0 if same else number * 0x9E3779B97F4A7C15 % (1 << 64):016x}" for number in range(count)
    ]
    gone = {f"a/m{number:05}.py": (look,) for number, look in enumerate(looks)}
    there = {f"b/m{number:05}.py": (look,) for number, look in enumerate(looks)}
    begun = time.process_time()
    assert renamed(gone, there) == {f"b{path[1:]}": path for path in gone}
    assert time.process_time() - begun < ENOUGH_SECONDS


def test_of_too_many_only_namesakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renames, "MANY_PAIRS", 3)
    gone = {"a.py": (A,), "b.py": (B,), "c.py": (look(20),)}
    there = {"p/a.py": (look(5),), "d.py": (look(1, 0xFFFF_FFFF),), "e.py": (look(20),)}
    assert renamed(gone, there) == {"p/a.py": "a.py", "e.py": "c.py"}

"""Generated files with paths in strings: exactly what they ask for is found, and mended or left.

`python tests/test_generated_strings.py SEED` prints a file with its findings; --long judges more.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from fix_support import make_bench
from string_programs import (
    ALONE,
    DETOURS,
    FORMS,
    IMPOSTORS,
    NAMED,
    PLACES,
    ROUND_CALLS,
    RULES,
    WAYS,
    Program,
    Site,
    generate,
)
from support import findings, make_project

from flake8_ssot.project import Project

SEEDS = 600  # files, of about six sites each
LONG_SEEDS = 20_000
FIXED_SEEDS = 120
LONG_FIXED_SEEDS = 4000
CHUNKS = 4
SHOWN = 3  # failing files that are printed whole

Place = tuple[int, str, str]

RULES_BACK = RULES.replace("new =", "now =").replace("old =", "new =").replace("now =", "old =")


@functools.cache
def known(seed: int) -> Program:
    return generate(seed)


def judge(program: Program, loaded: Project) -> tuple[list[Place], list[Place]]:
    """What is found and was not asked for, what was asked for and is not found."""
    told = Counter(
        (item.span.line, item.code, item.old) for item in findings(program.source, loaded)
    )
    asked = Counter(program.expected)
    place = loaded.place(f"{loaded.settings.root}/app/user.py")
    assert not told or loaded.mentions(program.source.encode(), place.module), shown(program)
    return sorted((told - asked).elements()), sorted((asked - told).elements())


def shown(program: Program, surplus: Iterable[Place] = (), lacking: Iterable[Place] = ()) -> str:
    """What a person needs to see why."""
    source = "\n".join(f"{n:4} {line}" for n, line in enumerate(program.source.splitlines(), 1))
    text = f"\nseed {program.seed}\n{source}\n"
    text += "".join(f"--> line {line}: {code} {path} is too much\n" for line, code, path in surplus)
    return text + "".join(
        f"--> line {line}: {code} {path} is missed\n" for line, code, path in lacking
    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_found(chunk: int, project_dir: Path, long: bool) -> None:
    loaded = make_project(project_dir, RULES)
    seeds = range(chunk, LONG_SEEDS if long else SEEDS, CHUNKS)
    wrong = {seed: result for seed in seeds if any(result := judge(generate(seed), loaded))}
    details = [shown(known(seed), *result) for seed, result in list(wrong.items())[:SHOWN]]
    assert not wrong, f"seeds {list(wrong)}\n{''.join(details)}"


def test_what_is_found_under_one_rule_alone(project_dir: Path) -> None:
    """Rules do not need each other: without one, only its own paths are no longer found."""
    parts = [f"[[moved]]{part}" for part in RULES.split("[[moved]]")[1:]]
    for number, part in enumerate(parts):
        folder = project_dir / str(number)
        folder.mkdir()
        loaded = make_project(folder, part)
        old = part.partition('old = "')[2].partition('"')[0]
        for seed in range(60):
            program = known(seed)
            asked = [place for place in program.expected if f"{place[2]}.".startswith(f"{old}.")]
            told = [
                (item.span.line, item.code, item.old) for item in findings(program.source, loaded)
            ]
            assert sorted(told) == asked, shown(program)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_becomes_of_it(chunk: int, project_dir: Path, long: bool) -> None:
    """The new modules are outside of the tree, so that nothing stands against a fix.

    What was mended is found again, in the same way, by rules that go the other way.
    """
    bench = make_bench(project_dir, RULES, tree=False)
    (project_dir / "back").mkdir()
    back = make_project(project_dir / "back", RULES_BACK)
    for seed in range(chunk, LONG_FIXED_SEEDS if long else FIXED_SEEDS, CHUNKS):
        program = generate(seed)
        for unsafe in (False, True):
            result = bench._replace(unsafe=unsafe).fix(program.source)
            assert result.problem is None, shown(program)
            ast.parse(result.after)
            left = {item.finding.code for item in result.left if not item.reason}
            assert not left, shown(program)
            before = findings(program.source, bench.job.project)
            assert len(result.fixed) + len(result.left) == len(before), shown(program)
            if not unsafe:
                assert all(item.code != "SOT105" for item in result.fixed), shown(program)
            moved = [(item.code, item.old) for item in findings(result.after.decode(), back)]
            asked = [(item.code, item.new) for item in result.fixed]
            assert Counter(moved) == Counter(asked), shown(program)
            again = bench._replace(unsafe=unsafe).fix(result.after)
            assert again.after == result.after, shown(program)
            assert result.before.count(b"\n") >= result.after.count(b"\n")


def test_a_seed_always_gives_the_same_program() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


def test_the_programs_are_python() -> None:
    for seed in range(SEEDS):
        lines = known(seed).source.count("\n")
        ast.parse(known(seed).source)
        assert all(0 < line <= lines for line, _, _ in known(seed).expected)


def test_a_rule_that_is_wrong_is_noticed(project_dir: Path) -> None:
    """The programs notice when a rule is gone, or is for another path."""
    for number, (old, other) in enumerate(
        [("acme.legacy", "acme.legacy_v2"), ("engine.Engine", "engine.Other"), ("oldtop", "oldto")]
    ):
        folder = project_dir / str(number)
        folder.mkdir()
        loaded = make_project(folder, RULES.replace(f'{old}"', f'{other}"', 1))
        wrong = [judge(known(seed), loaded) for seed in range(100)]
        assert sum(bool(surplus) for surplus, _ in wrong) >= 3
        assert sum(bool(lacking) for _, lacking in wrong) >= 3


@functools.cache
def all_sites() -> list[Site]:
    """The sites of the run that is always made."""
    return [site for seed in range(SEEDS) for site in known(seed).sites]


ASPECTS: list[object] = [
    pytest.param([form.id for form in FORMS], lambda site: site.form, 20, id="forms"),
    pytest.param([form.id for form in IMPOSTORS], lambda site: site.form, 10, id="impostors"),
    pytest.param([form.id for form in NAMED], lambda site: site.form, 10, id="named"),
    pytest.param(list(ALONE), lambda site: site.form, 20, id="alone"),
    pytest.param(list(DETOURS), lambda site: site.detour, 20, id="detours"),
    pytest.param(list(PLACES), lambda site: site.place, 100, id="places"),
    pytest.param(list(ROUND_CALLS), lambda site: site.around, 10, id="around"),
    pytest.param(list(WAYS), lambda site: site.way, 30, id="ways"),
]


@pytest.mark.parametrize(("names", "aspect", "least"), ASPECTS)
def test_the_generator_is_broad(
    names: list[str], aspect: Callable[[Site], str], least: int
) -> None:
    assert len(set(names)) == len(names)
    counts = Counter(aspect(site) for site in all_sites())
    assert {name: counts[name] for name in names if counts[name] < least} == {}


def test_much_is_asked_for_and_much_is_not() -> None:
    codes = Counter(code for seed in range(SEEDS) for _, code, _ in known(seed).expected)
    assert set(codes) == {"SOT103", "SOT104", "SOT105"}
    assert min(codes.values()) >= 150
    silent = [seed for seed in range(SEEDS) if not known(seed).expected]
    assert SEEDS // 100 <= len(silent) <= SEEDS // 4


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        chosen = known(int(argument))
        print(shown(chosen), *chosen.expected, *chosen.sites, sep="\n")

"""Verdicts on generated calls, whose truth was learned by running them against stub classes.

`python tests/test_generated_calls.py SEED` prints a case with its truth; --long judges more seeds.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from call_generator import (
    CALLEES,
    HOSTS,
    PLACES,
    RULES,
    SHAPES,
    SWAPPED_RULES,
    WAYS,
    Case,
    Site,
    generate,
    learn,
)
from support import findings, make_project

from flake8_ssot.check import internal_finding
from flake8_ssot.model import Finding, Span
from flake8_ssot.project import Project

SEEDS = 300  # files, of about five calls each
LONG_SEEDS = 4400
CHUNKS = 4
SHOWN = 3  # failing files that are printed whole

VERDICTS = {
    (): "modern",
    ("SOT201",): "legacy",
    ("SOT202",): "legacy",
    ("SOT203",): "neither",
    ("SOT205",): "cannot tell",
}


@functools.cache
def known(seed: int) -> tuple[Case, dict[int, str]]:
    """The case of a seed, and the truth about it."""
    case = generate(seed)
    return case, learn(case)


def allowed(site: Site, truth: str) -> set[str]:
    """The verdicts that are right."""
    if truth == "foreign":
        return {"modern"}  # nothing is said
    if truth == "either":
        return {"cannot tell"}
    return {truth, "cannot tell"} if site.withheld else {truth}


def differences(
    case: Case, truth: dict[int, str], found: Iterable[Finding]
) -> list[tuple[Site | None, str, str]]:
    """Each call with a wrong verdict: what it is, what was said. None: a finding on no call."""
    codes: dict[int, list[str]] = {site.number: [] for site in case.sites}
    wrong: list[tuple[Site | None, str, str]] = []
    for finding in found:
        if not finding.code.startswith("SOT1"):
            site = case.site_at(finding.span.line)
            if site is None:
                wrong.append((None, "no call", f"line {finding.span.line}: {finding.text}"))
            else:
                codes[site.number].append(finding.code)
    for site in case.sites:
        said = codes[site.number]
        verdict = VERDICTS.get(tuple(said), " and ".join(said))
        if verdict not in allowed(site, truth[site.number]):
            wrong.append((site, truth[site.number], verdict))
    return wrong


def judge(seed: int, loaded: Project) -> list[tuple[Site | None, str, str]]:
    case, truth = known(seed)
    return differences(case, truth, findings(case.source, loaded))


def shown(case: Case, wrong: Iterable[tuple[Site | None, str, str]]) -> str:
    """What a person needs to see why."""
    source = "\n".join(f"{n:4} {line}" for n, line in enumerate(case.source.splitlines(), 1))
    text = f"\nseed {case.seed}\n{source}\nrun by {case.driver}\n"
    for site, truth, verdict in wrong:
        lines = f"line {min(site.lines)}: " if site else ""
        text += f"--> {lines}is {truth}, but the verdict is {verdict}\n    {site}\n"
    return text


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_verdicts_are_true(chunk: int, project_dir: Path, long: bool) -> None:
    loaded = make_project(project_dir, RULES)
    seeds = range(chunk, LONG_SEEDS if long else SEEDS, CHUNKS)
    wrong = {seed: differing for seed in seeds if (differing := judge(seed, loaded))}
    details = [shown(known(seed)[0], differing) for seed, differing in list(wrong.items())[:SHOWN]]
    ways = Counter(
        f"{truth} -> {verdict}" for differing in wrong.values() for _, truth, verdict in differing
    )
    assert not wrong, f"{dict(ways)} in seeds {list(wrong)}\n{''.join(details)}"


MUTANTS = [
    pytest.param(
        SWAPPED_RULES, {("legacy", "modern"), ("modern", "legacy")}, id="the-forms-exchanged"
    ),
    pytest.param(
        RULES.replace("acme.core.registry.Registry", "acme.core.context.Other")
        .replace("acme.core.context.Context", "acme.core.registry.Registry")
        .replace("acme.core.context.Other", "acme.core.context.Context"),
        {("legacy", "neither"), ("modern", "neither")},
        id="two-types-exchanged",
    ),
    pytest.param(
        "\n".join(line for line in RULES.splitlines() if not line.startswith("types")),
        {("neither", "legacy"), ("neither", "modern")},
        id="no-types",
    ),
    pytest.param(
        "\n".join(line for line in RULES.splitlines() if not line.startswith("names")),
        {("legacy", "cannot tell"), ("modern", "cannot tell")},
        id="no-names",
    ),
    pytest.param(
        RULES.replace("acme.core.engine.Engine", "acme.core.engine.Motor"),
        {("legacy", "modern"), ("neither", "modern")},
        id="another-class",
    ),
]


@pytest.mark.parametrize(("rules", "expected"), MUTANTS)
def test_a_wrong_rule_gives_wrong_verdicts(
    rules: str, expected: set[tuple[str, str]], project_dir: Path
) -> None:
    """The generated calls notice when the rules are not those of the class."""
    assert rules != RULES
    loaded = make_project(project_dir, rules)
    wrong = {(truth, verdict) for seed in range(60) for _, truth, verdict in judge(seed, loaded)}
    assert expected <= wrong


def test_no_findings_are_a_difference() -> None:
    """Silence is right for modern calls and for those of other classes, and for no other."""
    for seed in range(60):
        case, truth = known(seed)
        silent_is_right = {"modern", "foreign"}
        expected = [site for site in case.sites if truth[site.number] not in silent_is_right]
        assert [site for site, _, _ in differences(case, truth, [])] == expected


def test_a_finding_that_nothing_asks_for_is_a_difference() -> None:
    case, truth = known(0)
    modern = next(site for site in case.sites if truth[site.number] == "modern")
    silent = differences(case, truth, [])
    for line, place in ((1, None), (min(modern.lines), modern)):
        said = internal_finding("app/user.py", "of no use")._replace(
            code="SOT201", span=Span(line, 1, line, 2)
        )
        new = [wrong for wrong in differences(case, truth, [said]) if wrong not in silent]
        assert [site for site, _, _ in new] == [place]
        assert "seed 0" in shown(case, new)
        assert (
            " of no use" in shown(case, new) if place is None else "is modern" in shown(case, new)
        )


def test_the_truth_is_learned_from_every_call() -> None:
    for seed in range(SEEDS):
        case, truth = known(seed)
        assert set(truth) == {site.number for site in case.sites}, shown(case, [])
        lines = [line for site in case.sites for line in site.lines]
        assert len(lines) == len(set(lines)), shown(case, [])


def test_a_seed_always_gives_the_same_case() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


@functools.cache
def all_sites() -> list[tuple[Site, str]]:
    """The calls of the run that is always made, each with its truth."""
    cases = [known(seed) for seed in range(SEEDS)]
    return [(site, truth[site.number]) for case, truth in cases for site in case.sites]


def test_the_truths_are_mixed() -> None:
    assert len(all_sites()) >= 1400
    truths = Counter(truth for _, truth in all_sites())
    assert min(truths[form] for form in ("legacy", "modern", "neither")) >= 350
    assert min(truths[form] for form in ("either", "foreign")) >= 8
    assert set(truths) == {"legacy", "modern", "neither", "either", "foreign"}


GOVERNED = [callee.id for callee in CALLEES if not callee.id.startswith("foreign")]
ASPECTS = [
    pytest.param(
        [way.id for ways in WAYS.values() for way in ways],
        lambda site: site.ways,
        8,
        id="ways",
    ),
    pytest.param(GOVERNED, lambda site: [site.callee], 30, id="callees"),
    pytest.param([callee.id for callee in CALLEES], lambda site: [site.callee], 5, id="foreign"),
    pytest.param([place.id for place in PLACES], lambda site: [site.place], 8, id="places"),
    pytest.param(list(SHAPES), lambda site: [site.shape], 8, id="shapes"),
    pytest.param(list(HOSTS), lambda site: [site.host], 30, id="hosts"),
]


@pytest.mark.parametrize(("names", "aspect", "least"), ASPECTS)
def test_the_generator_is_broad(
    names: list[str], aspect: Callable[[Site], Iterable[str]], least: int
) -> None:
    assert len(set(names)) == len(names)
    counts = Counter(name for site, _ in all_sites() for name in aspect(site))
    assert {name: counts[name] for name in names if counts[name] < least} == {}


@pytest.mark.parametrize("form", ["legacy", "modern"])
def test_most_evidence_is_shown_and_some_is_withheld(form: str) -> None:
    withheld = Counter(site.withheld for site, truth in all_sites() if truth == form)
    assert 40 <= withheld[True] <= withheld[False] / 3
    told = {site.callee for site, truth in all_sites() if truth == form and not site.withheld}
    assert told == set(GOVERNED)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        chosen, learned = known(int(argument))
        print(shown(chosen, [(site, learned[site.number], "?") for site in chosen.sites]))

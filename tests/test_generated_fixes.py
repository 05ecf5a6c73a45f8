"""Fixes of generated programs, which are executed before and after, with and without the old paths.

`python tests/test_generated_fixes.py SEED NUMBER ...` shows programs, what becomes of them and what
is wrong; --long makes more of them.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fix_generator import AXES, Program, generate
from fix_oracle import Fixer, Judged, examine, observe, shown
from fix_worlds import SCENARIOS, Scenario
from support import make_project, write_files

from flake8_ssot.fix import Fixed, fix_source
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.job import Job
from flake8_ssot.rules import Moved
from flake8_ssot.selection import make_selection

SEED = 1
PROGRAMS = 400
LONG_PROGRAMS = 20_000
CHUNKS = 4
SHOWN = 3  # failing programs that are printed whole
RUNS = 0.97  # share of the programs that run before anything is changed
COMPLETE = 0.60  # share of those in which nothing is left
PAIRS = 500  # different pairs of form and place, in the run that is always made


def job_of(scenario: Scenario, folder: Path, *, has_old: bool) -> Job:
    """The job for a scenario, whose world is written to `folder`."""
    folder.mkdir(parents=True)
    write_files(folder, scenario.files(scenario.all_rules if has_old else frozenset()))
    # Doctests are mended with --unsafe; here they stand for text that must stay.
    loaded = make_project(folder, "skip = ['doctests']\n" + scenario.toml())
    return Job(loaded, make_selection(Flake8Config(), None, None, str(folder)), with_fixes=True)


def fixed_by_us(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
    return fix_source(path, data, job, unsafe=unsafe)


class Workshop:
    """Judges programs; the projects of their scenarios lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self.jobs = {}
        for number, scenario in enumerate(SCENARIOS):
            for has_old in (True, False):
                root = folder / f"{number}-{has_old}"
                self.jobs[scenario.id, has_old] = root, job_of(scenario, root, has_old=has_old)

    def judge(self, program: Program, fixer: Fixer = fixed_by_us) -> Judged:
        folder, job = self.jobs[program.scenario.id, program.has_old]
        return examine(program, os.path.join(folder, program.home.path), job, fixer)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(autouse=True)
def _errors_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOT_DEBUG", "1")


def report(program: Program, judged: Judged) -> str:
    """What a person needs to see why."""
    fixed = judged.fixed
    lines = [
        "", "=" * 80,
        f"python tests/test_generated_fixes.py {program.seed} {program.number}",
        f"{program.scenario.id}, {program.home.path}, {program.layouts}",
        f"old paths on disk: {program.has_old}, unsafe: {program.unsafe}",
        *map(str, program.scenes),
        program.scenario.toml(), shown(program.data),
    ]  # fmt: skip
    if fixed is not None and fixed.after != program.data:
        lines += ["-- becomes", shown(fixed.after)]
    if fixed is not None:
        lines += [
            f"left: line {left.finding.span.line} {left.finding.code} {left.finding.old}: "
            f"{left.reason}"
            for left in fixed.left
        ]
    lines += [f"--> {fault.kind}: {fault.text}" for fault in judged.faults]
    return "\n".join(lines)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_programs_do_what_they_did(chunk: int, workshop: Workshop, long: bool) -> None:
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    details: list[str] = []
    for number in range(chunk, LONG_PROGRAMS if long else PROGRAMS, CHUNKS):
        program = generate(SEED, number)
        judged = workshop.judge(program)
        counts += Counter(
            {"all": 1, "run": judged.runs, "found": bool(judged.findings),
             "complete": judged.is_complete}
        )  # fmt: skip
        if judged.runs and judged.faults:
            kinds += Counter({fault.kind for fault in judged.faults})
            details += [report(program, judged)] if len(details) < SHOWN else []
    print(f"{dict(counts)}, faults: {dict(kinds)}")
    assert not kinds, f"{dict(kinds)} in {dict(counts)}{''.join(details)}"
    assert counts["run"] >= RUNS * counts["all"]
    assert counts["complete"] >= COMPLETE * counts["found"]


# --- Does the oracle see? -------------------------------------------------------------------------


def does_nothing(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
    return Fixed(path, data, data)


def replaces_text(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
    after = data
    for rule in job.project.rules:
        if isinstance(rule, Moved) and rule.new:
            after = after.replace(rule.old.encode(), rule.new.encode())
    return Fixed(path, data, after, fix_source(path, data, job).fixed)


def renames(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
    """As LibCST does: the name in the file becomes the new one."""
    after = data
    for rule in job.project.rules:
        if isinstance(rule, Moved) and rule.new:
            old, new = (part.rpartition(".")[2].encode() for part in (rule.old, rule.new))
            after = re.sub(rb"\b%s\b" % old, new, after)
    return Fixed(path, data, after, fix_source(path, data, job).fixed)


def _changed(change: Callable[[bytes], bytes]) -> Fixer:
    """Our fixer, but for a change of what it makes."""

    def fixer(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
        fixed = fix_source(path, data, job, unsafe=unsafe)
        return fixed._replace(after=change(fixed.after)) if fixed.fixed else fixed

    return fixer


def says_nothing_is_left(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
    return fix_source(path, data, job, unsafe=unsafe)._replace(left=())


WRONG = [
    pytest.param(does_nothing, {"left", "runs otherwise in the new world"}, id="nothing"),
    pytest.param(
        replaces_text, {"runs otherwise in the old world", "left", "other nodes"}, id="text"
    ),
    pytest.param(renames, {"runs otherwise in the old world", "other lines"}, id="renaming"),
    pytest.param(says_nothing_is_left, {"left"}, id="nothing-left"),
    pytest.param(
        _changed(lambda data: re.sub(rb"[ \t]*# KEEP[^\r\n]*", b"", data)), {"comments"},
        id="comments",
    ),
    pytest.param(
        _changed(lambda data: data.replace(b"\r\n", b"\n")), {"other lines"}, id="line-ends"
    ),
    pytest.param(
        _changed(lambda data: data.replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")),
        {"line ends", "other lines"},
        id="other-line-ends",
    ),
    pytest.param(
        _changed(lambda data: data.rstrip(b"\r\n") + b"\n"), {"final newline"}, id="final-newline"
    ),
    pytest.param(
        _changed(lambda data: data.removeprefix(b"\xef\xbb\xbf")), {"encoding"}, id="mark"
    ),
    pytest.param(_changed(lambda data: data + b"\n# more"), {"comments"}, id="more-comments"),
    pytest.param(_changed(lambda data: data + b"\nmore = 1\n"), {"other nodes"}, id="statement"),
    pytest.param(
        _changed(lambda data: data.replace(b"KEEP", b"KEPT")), {"other nodes", "comments"},
        id="strings",
    ),
    pytest.param(_changed(lambda data: data.replace(b"(", b"((", 1)), {"syntax"}, id="syntax"),
    pytest.param(
        _changed(lambda data: data.replace(b"see(", b"see (", 1)), {"other lines"}, id="layout"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fixer", "expected"), WRONG)
def test_a_wrong_fixer_is_noticed(fixer: Fixer, expected: set[str], workshop: Workshop) -> None:
    missing = set(expected)
    for program in programs():
        missing -= {fault.kind for fault in workshop.judge(program, fixer).faults}
        if not missing:
            return
    assert missing == set()


def test_a_fixer_that_never_settles_is_noticed(workshop: Workshop) -> None:
    def fixer(path: str, data: bytes, job: Job, unsafe: bool) -> Fixed:
        return Fixed(path, data, data + b"\n")

    faults = workshop.judge(generate(SEED, 0), fixer).faults
    assert "a second run" in {fault.kind for fault in faults}


# --- The generator --------------------------------------------------------------------------------


@functools.cache
def programs() -> list[Program]:
    return [generate(SEED, number) for number in range(PROGRAMS)]


def test_a_number_always_gives_the_same_program() -> None:
    assert generate(SEED, 7) == generate(SEED, 7)
    assert generate(SEED, 7) != generate(SEED, 7 + len(SCENARIOS))
    assert generate(SEED, 7) != generate(SEED + 1, 7)


@pytest.mark.parametrize("axis", AXES)
def test_every_value_comes_up(axis: str) -> None:
    values, of = AXES[axis]
    counts = Counter(value for program in programs() for value in of(program))
    assert len(set(values)) == len(values)
    assert set(counts) <= set(values)
    assert {value for value in values if not counts[value]} == set()


def test_forms_stand_in_many_places_and_are_used_in_many_ways() -> None:
    scenes = [scene for program in programs() for scene in program.scenes]
    assert len({(scene.form, scene.place) for scene in scenes}) >= PAIRS
    assert len({(scene.form, use) for scene in scenes for use in scene.uses}) >= 2 * PAIRS


def test_running_leaves_no_module_behind() -> None:
    before = set(sys.modules)
    for program in programs()[:20]:
        observe(program, program.data, program.scenario.all_rules)
    library = sys.stdlib_module_names
    assert {
        name for name in set(sys.modules) - before if name.split(".")[0] not in library
    } == set()


if __name__ == "__main__":
    os.environ["SSOT_DEBUG"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        judges = Workshop(Path(temporary))
        for argument in sys.argv[2:]:
            chosen = generate(int(sys.argv[1]), int(argument))
            print(report(chosen, judges.judge(chosen)))

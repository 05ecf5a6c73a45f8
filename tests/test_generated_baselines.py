"""Random programs, random edits: what is known, new and gone is what a simple model says."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from baseline_programs import World
from baseline_support import FILE, RULES, Project

from flake8_ssot.baseline import Baseline
from flake8_ssot.ratchet import read

GENERATED_RULES = RULES + '[[moved]]\nid = "gone"\nold = "acme.gone"\n'
LINE = re.compile(r"\./(.*?):(\d+):\d+: SOT101 ")
STATEMENTS = {
    ("acme.tools", "import"): "import acme.tools",
    ("acme.tools", "from-import"): "from acme import tools",
    ("acme.gone", "import"): "import acme.gone",
    ("acme.gone", "from-import"): "from acme import gone",
    ("acme.legacy.Engine", "from-import"): "from acme.legacy import Engine",
}


@pytest.mark.parametrize("block", range(4))
def test_generated(block: int, bench: Project, long: bool) -> None:
    bench.put({"ssot.toml": GENERATED_RULES})
    size = 1_250 if long else 20
    for seed in range(block * size, (block + 1) * size):
        run(bench, seed)


def run(bench: Project, seed: int) -> None:
    """Some edits, then a look, then perhaps an update: three times."""
    source = random.Random(seed)
    world = World(source)
    write(bench, world)
    bench.file.unlink(missing_ok=True)
    assert bench.create("--quiet", "-j1").code == 0
    assert held(bench) == world.left()
    for _ in range(3):
        for _ in range(source.randint(1, 4)):
            world.edit()
        write(bench, world)
        assert reported(bench) == world.new()
        assert_known_file_by_file(bench, world)
        is_clean = bench.check("--quiet", "-j1").code == 0
        before = held(bench)
        if is_clean:
            assert not world.new()
            assert before == world.left()
        if source.random() < 0.6:
            update(bench, world, source)
            assert held(bench) == world.left()
            assert reported(bench) == world.new()
            world.tighten()
            is_broken = any(world.files[name].is_broken for name in world.known)
            code = 2 if is_broken else bool(world.new())
            assert bench.check("--quiet", "-j1").code == code


def write(bench: Project, world: World) -> None:
    for path in bench.root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix == ".py":
            path.unlink()
    bench.put({name: file.text() for name, file in world.files.items()})


def update(bench: Project, world: World, source: random.Random) -> None:
    """All at once, or as a hook with the files there are, in one batch or several."""
    names = sorted(world.files)
    batches: list[list[str]] = [[], ["--files", *names]]
    if source.random() < 0.5:
        assert bench.update("-j1", *source.choice(batches)).code in (0, 1, 2)
        return
    for name in source.sample(names, len(names)):
        assert bench.update("-j1", "--files", name).code in (0, 1, 2)


def held(bench: Project) -> dict[str, Counter[str]]:
    """What the baseline holds, as the model has it."""
    found: Baseline = read(str(bench.file))[1]
    return {
        path: Counter(STATEMENTS[entry.old, entry.form] for entry in entries)
        for path, entries in found.entries.items()
    }


def reported(bench: Project, *files: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for line in bench.call("check", "-j1", *files).out:
        match = LINE.match(line if line.startswith("./") else f"./{line}")
        assert match is not None, line
        name, number = match.groups()
        text = (bench.root / name).read_text().split("\n")[int(number) - 1]
        found[name, text.strip()] += 1
    return found


def assert_known_file_by_file(bench: Project, world: World) -> None:
    alone = sum((reported(bench, name) for name in world.files), Counter[tuple[str, str]]())
    assert alone == world.new()


def test_the_generator_makes_all_there_is() -> None:
    """Else a test of it proves nothing."""
    kinds: Counter[str] = Counter()
    for seed in range(300):
        world = World(random.Random(seed))
        known = world.known
        for _ in range(4):
            world.edit()
        kinds["new"] += bool(world.new())
        kinds["gone"] += world.left() != {name: uses for name, uses in known.items() if uses}
        kinds["renamed"] += bool(world.known.keys() - known.keys()) or world.known is not known
        kinds["broken"] += any(file.is_broken for file in world.files.values())
        kinds["same"] += not world.new() and world.left() == known
    assert min(kinds[kind] for kind in ("new", "gone", "broken", "same")) >= 20
    assert Path(FILE).name == FILE


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_is_new(seed: int, bench: Project) -> None:
    bench.put({"ssot.toml": GENERATED_RULES})
    world = World(random.Random(seed))
    write(bench, world)
    bench.create("--quiet")
    world.copy_file()
    write(bench, world)
    assert reported(bench) == world.new()

"""What is measured: in, a `Bench`; out, one `Table` after the other, each interleaved by itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import rule_sets
import trees
from environments import Environments
from measuring import Command, Taken, interleaved, run_once

FLAKE8_RUNS = 5  # the difference that is looked for is small
RULES = (1, 10, 100, 1000, 5000)
FEW = 10  # files, and rules: what budgets are told for
REALLY_BAD = 256  # the exit code says nothing: linters fail with all kinds of codes on findings


class Bench(NamedTuple):
    """Everything that the rows need."""

    environments: Environments
    tree: Path  # a copy, with nothing but Python files, and our configurations
    files: list[Path]  # relative to it
    paths: list[str]  # deprecated, for tools that know nothing but paths
    work: Path  # for copies, caches and the other tools' configurations
    runs: int

    def part(self, step: int) -> Path:
        """A folder with each `step`-th file and the configurations; the tree itself for 1."""
        if step == 1:
            return self.tree
        folder = self.work / f"part-{step}"
        if not folder.exists():
            trees.copy_files(self.tree, trees.every(self.files, step), folder)
            self.copy_configurations(folder)
        return folder

    def copy_configurations(self, to: Path) -> None:
        """What lies at the top of the tree and is no Python file."""
        for path in self.tree.iterdir():
            if path.is_file() and path.suffix != ".py":
                shutil.copyfile(path, to / path.name)

    def ssot(self, folder: Path, *arguments: str, config: str = "ssot.toml") -> Command:
        """Our command on all of a folder."""
        command, *others = arguments
        return Command(
            [str(self.environments.ours / "ssot"), command, "-q", "--config", config, *others],
            folder,
        )

    def ruff(self, folder: Path, *arguments: str, config: str = "ruff.toml") -> Command:
        """ruff's banned paths on all of a folder."""
        ruff = str(self.environments.peers / "ruff")
        shared = ["--config", str(self.work / config), "--output-format", "concise"]
        return Command(
            [ruff, "check", *shared, *arguments],
            folder,
        )


class Row(NamedTuple):
    """One line of a table."""

    name: str
    taken: Taken
    beside: str  # the row that it is compared with
    ratio: float
    budget: float | None = None  # the most that the ratio should be


class Table(NamedTuple):
    """Rows of one interleaved run."""

    title: str
    rows: list[Row]
    note: str = ""


def compare(
    title: str,
    commands: Mapping[str, Command],
    runs: int,
    budgets: Mapping[str, float] | None = None,
    *,
    by_processor: bool = False,
    note: str = "",
) -> Table:
    """Measure; every command beside the first, by wall time if nothing else is said."""
    taken = interleaved(commands, runs)
    first = next(iter(commands))

    def figure(name: str) -> float:
        return taken[name].processor if by_processor else taken[name].wall

    rows = [
        Row(name, found, first, figure(name) / figure(first), (budgets or {}).get(name))
        for name, found in taken.items()
    ]
    return Table(title, rows, note)


def start_up(bench: Bench) -> Table:
    """Nothing to do."""
    ours, peers = bench.environments.ours, bench.environments.peers
    empty = bench.work / "empty"
    empty.mkdir(exist_ok=True)
    commands = {
        "python -c pass": Command([str(ours / "python"), "-c", "pass"], empty),
        "ssot --version": Command([str(ours / "ssot"), "--version"], empty),
        "flake8 --version": Command(
            [str(bench.environments.flake8 / "flake8"), "--version"], empty
        ),
        "ruff --version": Command([str(peers / "ruff"), "--version"], empty),
    }
    return compare("Start", commands, 5 * bench.runs)


def some_files(bench: Bench) -> Table:
    """As an editor or a hook does: few files by name, with the rules of the whole project."""
    commands = {
        "python -c pass": Command(
            [str(bench.environments.ours / "python"), "-c", "pass"], bench.tree
        )
    }
    for number in (1, FEW, 100):
        chosen = [str(path) for path in trees.spread(bench.files, number)]
        files = f"{number} file{'s' if number > 1 else ''}"
        commands[f"ssot check --no-cache, {files}"] = bench.ssot(
            bench.tree, "check", "--no-cache", *chosen
        )
        commands[f"ssot check, {files}, unchanged"] = bench.ssot(bench.tree, "check", *chosen)
        commands[f"ruff check --no-cache, {files}"] = bench.ruff(bench.tree, "--no-cache", *chosen)
    budgets = {f"ssot check --no-cache, {FEW} files": 3.0, f"ssot check, {FEW} files, unchanged": 3}
    for command in commands.values():
        run_once(command)
    return compare("Some files", commands, 3 * bench.runs, budgets)


def unchanged(bench: Bench) -> Table:
    """The whole tree again."""
    commands = {
        "ruff check": bench.ruff(bench.tree, "."),
        "ssot check": bench.ssot(bench.tree, "check", "."),
    }
    for command in commands.values():
        run_once(command)
    return compare(
        "Whole tree, nothing changed since the last run",
        commands,
        3 * bench.runs,
        {"ssot check": 1.0},
    )


def whole_tree(bench: Bench) -> Table:
    """Without a cache."""
    ast_grep = [str(bench.environments.peers / "ast-grep"), "scan"]
    ast_grep += ["--rule", str(bench.work / "ast-grep.yml"), "--color", "never"]
    commands = {
        "ruff check --no-cache": bench.ruff(bench.tree, "--no-cache", "."),
        "ssot check --no-cache": bench.ssot(bench.tree, "check", "--no-cache", "."),
        "ssot check --no-cache --no-syntax-check": bench.ssot(
            bench.tree, "check", "--no-cache", "--no-syntax-check", "."
        ),
        "ssot check --no-cache, rules for paths only": bench.ssot(
            bench.tree, "check", "--no-cache", ".", config="paths.toml"
        ),
        "ast-grep scan": Command([*ast_grep, "."], bench.tree),
    }
    return compare("Whole tree, no cache", commands, bench.runs, {"ssot check --no-cache": 0.5})


def growth(bench: Bench) -> Table:
    """Parts of the tree."""
    commands = {}
    for step in (16, 4, 1):
        part = "the whole tree" if step == 1 else f"1/{step} of the tree"
        commands[f"ssot check --no-cache, {part}"] = bench.ssot(
            bench.part(step), "check", "--no-cache", "."
        )
    return compare("Growth with the tree", commands, bench.runs)


def numbers_of_rules(bench: Bench) -> Table:
    """Paths that nobody uses, though every word in them occurs, on a quarter of the tree."""
    folder = bench.part(4)
    commands = {}
    everything = rule_sets.plausible_paths(bench.tree, bench.files, max(RULES))
    for number in RULES:
        if number > len(everything):  # a small tree has not as many names
            break
        # Each n-th, so that the rules are from all over the tree.
        chosen = everything[:: len(everything) // number][:number]
        ours, ruff = f"rules-{number}.toml", f"ruff-{number}.toml"
        rule_sets.write_ssot(chosen, folder / ours)
        rule_sets.write_ruff(chosen, bench.work / ruff)
        rules = f"{number} rule{'s' if number > 1 else ''}"
        commands[f"ssot check --no-cache, {rules}"] = bench.ssot(
            folder, "check", "--no-cache", ".", config=ours
        )
        commands[f"ruff check --no-cache, {rules}"] = bench.ruff(
            folder, "--no-cache", ".", config=ruff
        )
    first = f"ssot check --no-cache, {FEW} rules"
    if first not in commands:
        raise SystemExit(f"numbers-of-rules: the tree defines fewer than {FEW} names")
    ordered = {first: commands.pop(first), **commands}
    return compare(
        "Numbers of rules, on a quarter of the tree",
        ordered,
        bench.runs,
        {"ssot check --no-cache, 1000 rules": 1.3},
    )


def fixing(bench: Bench) -> Table:
    """The whole tree; a fresh copy each time."""
    copy = bench.work / "copy"

    def fresh() -> None:
        trees.copy_files(bench.tree, bench.files, copy)
        bench.copy_configurations(copy)

    fix = bench.ssot(copy, "fix", ".")
    commands = {
        "ssot check --no-cache": bench.ssot(bench.tree, "check", "--no-cache", "."),
        "ssot fix": fix._replace(before=fresh),
    }
    return compare("Fixing the whole tree", commands, bench.runs, {"ssot fix": 2.0})


def inside_flake8(bench: Bench) -> Table:
    """flake8 with its own checks on a part of the tree, alone and with one plugin more."""
    folder = bench.part(16)
    shared = ["--jobs", str(os.cpu_count() or 1), "--config"]

    def flake8(programs: Path, config: str, *others: str) -> Command:
        command = [str(programs / "flake8"), *shared, config, *others, "."]
        return Command(command, folder)

    # Both plugins give their findings; those of flake8 itself are the same in all three.
    commands = {
        "flake8": flake8(bench.environments.flake8, os.devnull),
        "flake8 and flake8-ssot": flake8(
            bench.environments.ours, os.devnull, "--ssot-config", "ssot.toml"
        ),
        "flake8 and flake8-tidy-imports": flake8(
            bench.environments.tidy_imports, str(bench.work / "tidy.ini")
        ),
    }
    return compare(
        "Inside flake8, on a sixteenth of the tree, by processor time",
        commands,
        FLAKE8_RUNS,
        {"flake8 and flake8-ssot": 1.01},
        by_processor=True,
    )


def fixing_elsewhere(bench: Bench) -> Table:
    """LibCST renames one name in each run; ours takes all rules at once."""
    source = bench.work / "part-64"
    trees.copy_files(bench.tree, trees.every(bench.files, 64), source)
    chosen = trees.python_files(source)
    copy = bench.work / "copy-64"

    def fresh() -> None:
        trees.copy_files(source, chosen, copy)
        bench.copy_configurations(copy)
        (copy / ".libcst.codemod.yaml").write_text(
            "modules: ['libcst.codemod.commands']\n", encoding="utf-8"
        )

    old = bench.paths[0]
    rename = ["codemod", "rename.RenameCommand", "--old_name", old, "--new_name", f"new.{old}"]
    libcst = [str(bench.environments.peers / "python"), "-m", "libcst.tool", *rename]
    jobs = ["--jobs", str(os.cpu_count() or 1), "--hide-progress"]
    fresh()
    commands = {
        "ssot check --no-cache": bench.ssot(copy, "check", "--no-cache", ".")._replace(
            before=fresh
        ),
        "ssot fix, all rules": bench.ssot(copy, "fix", ".")._replace(before=fresh),
        "LibCST, one of them": Command(
            [*libcst, *jobs, "."], copy, before=fresh, fails_with=REALLY_BAD
        ),
    }
    mebibytes = trees.count_bytes(source, chosen) / 2**20
    note = f"{len(chosen)} files, {mebibytes:.1f} MiB"
    return compare("Fixing a 64th of the tree", commands, 1, note=note)


# What takes longest comes last.
TABLES: dict[str, Callable[[Bench], Table]] = {
    table.__name__.replace("_", "-"): table
    for table in (
        start_up,
        some_files,
        unchanged,
        whole_tree,
        growth,
        numbers_of_rules,
        fixing,
        inside_flake8,
        fixing_elsewhere,
    )
}

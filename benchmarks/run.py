"""Time ssot beside ruff, flake8, flake8-tidy-imports, LibCST and ast-grep on one tree.

    python benchmarks/run.py [--tree PATH] [--rules FILE] [--runs N] [--only TABLE ...]

Prints Markdown: the machine, and tables of medians and ratios. What a table compares runs in turn,
in one go. The other tools are installed into virtual environments of their own, and get the same
deprecated paths. Nothing in the tree is changed: a copy of its Python files is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import environments
import rule_sets
import trees
from rows import TABLES, Bench, Table

HERE = Path(__file__).resolve().parent
DEFAULT_TREE = Path(sysconfig.get_paths()["stdlib"])
MEBIBYTE = 2**20


def prepare(tree: Path, rules: Path, work: Path, runs: int) -> Bench:
    """Copy the files and write every tool's configuration."""
    for name in ("SSOT_CACHE_DIR", "SSOT_STATE_DIR", "RUFF_CACHE_DIR"):  # not the user's own
        os.environ[name] = str(work / name)
    files = trees.python_files(tree)
    copy = work / "tree"
    trees.copy_files(tree, files, copy)
    shutil.copyfile(rules, copy / "ssot.toml")
    paths = rule_sets.paths_of(copy / "ssot.toml")
    rule_sets.write_ssot(paths, copy / "paths.toml")
    rule_sets.write_ruff(paths, work / "ruff.toml")
    rule_sets.write_tidy_imports(paths, work / "tidy.ini")
    rule_sets.write_ast_grep(paths, work / "ast-grep.yml")
    installed = environments.install()
    left_out = unparsable(installed, copy)
    files = [path for path in files if path not in left_out]
    return Bench(installed, copy, files, paths, work, runs)


def unparsable(installed: environments.Environments, copy: Path) -> frozenset[Path]:
    """The files that this Python cannot parse. They are taken out: they make exit codes 2."""
    command = [str(installed.ours / "ssot"), "check", "--no-cache", "--format", "json", "."]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    if done.returncode not in (0, 1, 2) or not done.stdout:
        raise SystemExit(done.stderr.decode(errors="replace"))
    found = frozenset(Path(item["path"]) for item in json.loads(done.stdout)["errors"])
    for path in found:
        (copy / path).unlink()
    return found


def machine(bench: Bench) -> str:
    """What it ran on, in a few lines."""
    size = trees.count_bytes(bench.tree, bench.files) / MEBIBYTE
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{processor()}, {os.cpu_count()} cores.\n"
        f"{bench.environments.versions()}.\n"
        f"{len(bench.files)} Python files, {size:.0f} MiB; {len(bench.paths)} deprecated paths.\n"
    )


def processor() -> str:
    """Its name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def markdown(table: Table) -> Iterator[str]:
    """A heading and a table."""
    yield f"\n### {table.title}\n"
    if table.note:
        yield f"{table.note}\n"
    beside = table.rows[0].beside
    yield f"| command | seconds | processor | MiB | lines | beside `{beside}` | budget |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for row in table.rows:
        taken, digits = row.taken, 3 if row.taken.wall < 1 else 1
        budget = ""
        if row.budget is not None:
            budget = f"{row.budget:g}: {'met' if row.ratio <= row.budget else 'not met'}"
        yield (
            f"| `{row.name}` | {taken.wall:.{digits}f} | {taken.processor:.{digits}f} "
            f"| {taken.peak / MEBIBYTE:.0f} | {taken.lines} | {row.ratio:.3g} | {budget} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tree", type=Path, default=DEFAULT_TREE)
    parser.add_argument(
        "--rules", type=Path, help="a rule file (default: one for the standard library, or netra)"
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", choices=TABLES, metavar="TABLE", help=f"some of: {', '.join(TABLES)}"
    )
    options = parser.parse_args()
    tree = options.tree.resolve()
    is_netra = (tree / "netra_backend").is_dir()
    rules = options.rules or HERE / ("netra.toml" if is_netra else "library.toml")
    work = Path(tempfile.mkdtemp(prefix="ssot-bench-"))
    try:
        bench = prepare(tree, rules, work, options.runs)
        print(machine(bench), flush=True)
        for name in options.only or TABLES:
            print("\n".join(markdown(TABLES[name](bench))), flush=True)
    finally:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())

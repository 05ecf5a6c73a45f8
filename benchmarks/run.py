"""Time `ssot check` and `ssot fix` beside ruff and flake8 on one tree, interleaved in one run.

    python benchmarks/run.py [--tree PATH] [--runs N] [--flake8]

Prints a Markdown table of medians and ratios. Every tool gets the same deprecated paths. flake8 is
run only if asked: it needs minutes where the others need seconds.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from flake8_ssot import project

BIN = Path(sys.executable).parent
FIX = "ssot fix"  # of a fresh copy each time; copying is not timed


def commands(folder: Path, tree: Path, *, with_flake8: bool) -> dict[str, list[str]]:
    """Name -> command, all with the rules of the netra pack; configurations go into `folder`."""
    rules = folder / "ssot.toml"
    rules.write_text('extend = ["netra"]\n', encoding="utf-8")
    ruff = folder / "ruff.toml"
    ruff.write_text(ruff_configuration(str(folder)), encoding="utf-8")
    ssot = [str(BIN / "ssot"), "check", "--quiet", "--config", str(rules), str(tree)]
    found = {
        "ruff check --no-cache --select TID251": [
            *(str(BIN / "ruff"), "check", "--no-cache", "--no-respect-gitignore"),
            *("--output-format", "concise"),
            *("--config", str(ruff), str(tree)),
        ],
        "ssot check": ssot,
        "ssot check --no-syntax-check": [*ssot, "--no-syntax-check"],
        FIX: [
            *(str(BIN / "ssot"), "fix", "--quiet", "--config", str(rules), str(folder / "copy")),
        ],
    }
    if with_flake8:
        found["flake8 --select SOT"] = [
            *(str(BIN / "flake8"), "--isolated", "--select", "SOT"),
            *("--ssot-config", str(rules), str(tree)),
        ]
    return found


def ruff_configuration(folder: str) -> str:
    """The deprecated paths of the rules in `folder`, as ruff's banned-api."""
    loaded = project.load(os.path.join(folder, "ssot.toml"), folder)
    lines = ["[lint]", 'select = ["TID251"]', "[lint.flake8-tidy-imports.banned-api]"]
    lines += [f'"{rule.old}".msg = "moved"' for rule in loaded.rule_index.moved.values()]
    return "\n".join(lines) + "\n"


def measure(command: list[str], state: Path) -> tuple[float, int]:
    """Wall seconds and lines printed; what is noted to undo fixes goes to `state`."""
    environment = {**os.environ, "SSOT_STATE_DIR": str(state)}
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    return time.perf_counter() - started, done.stdout.count(b"\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", type=Path, default=Path(sysconfig.get_paths()["stdlib"]))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--flake8", action="store_true")
    options = parser.parse_args()
    tree = options.tree.resolve()
    folder = Path(tempfile.mkdtemp(prefix="ssot-bench-"))
    try:
        chosen = commands(folder, tree, with_flake8=options.flake8)
        seconds: dict[str, list[float]] = {name: [] for name in chosen}
        lines = dict.fromkeys(chosen, 0)
        for _ in range(options.runs):
            for name, command in chosen.items():
                if name == FIX:
                    shutil.rmtree(folder / "copy", ignore_errors=True)
                    shutil.copytree(tree, folder / "copy", symlinks=True)
                taken, lines[name] = measure(command, folder / "state")
                seconds[name].append(taken)
    finally:
        shutil.rmtree(folder)
    first = statistics.median(seconds[next(iter(chosen))])
    files = sum(1 for _ in tree.rglob("*.py"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {files} Python files,")
    print(f"median of {options.runs} interleaved runs.\n")
    print("| command | lines printed | seconds | beside ruff |")
    print("|---|---:|---:|---:|")
    for name, all_taken in seconds.items():
        median = statistics.median(all_taken)
        print(f"| `{name}` | {lines[name]} | {median:.2f} | {median / first:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the tests on every Python from 3.10 to 3.13 that this machine has.

    python tools/matrix.py [--only 3.11] [--no-hooks] [PYTEST ARGUMENT ...]

All but the tests that install hook environments run on every interpreter, on as many cores as there
are; those run on the first one only, one after the other. An interpreter that is absent is skipped,
and that is said. Coverage is measured on all of them together. Exit code 1 if any run fails, or if
too little of the package was run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENVS = ROOT / ".venvs"
VERSIONS = ("3.11", "3.10", "3.12", "3.13")  # the first one present tests the hooks, too
MINIMUM_COVERAGE = 99
NOTHING_SELECTED = 5  # pytest's exit code


def find_interpreter(version: str) -> str | None:
    """The path of a working Python of this version: on PATH, ours, or one that pyenv built."""
    candidates = [f"python{version}", sys.executable, "python3", "python"]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    built = sorted(pyenv.glob(f"{version}.*/bin/python"), key=_patch_number, reverse=True)
    for candidate in [*candidates, *map(str, built)]:
        path = shutil.which(candidate)
        if path and _version_of(path) == version:
            return path
    return None


def _patch_number(python: Path) -> int:
    digits = re.findall(r"\d+", python.parent.parent.name)
    return int(digits[-1]) if digits else 0


def _version_of(python: str) -> str | None:
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def prepare(python: str, version: str) -> str:
    """A virtual environment with the project and what its tests need; its Python."""
    folder = VENVS / version
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not inside.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    install = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-e", f"{ROOT}[test]"], check=True)
    return str(inside)


def run_tests(python: str, arguments: list[str]) -> bool:
    """Run pytest under coverage; its data files stay beside those of the other interpreters."""
    command = [python, "-m", "coverage", "run", "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode in (0, NOTHING_SELECTED)


def report_coverage(python: str) -> bool:
    """Combine what all interpreters measured; False where too little of the package was run."""
    runner = [python, "-m", "coverage"]
    subprocess.run([*runner, "combine", "--quiet"], cwd=ROOT, check=False)
    subprocess.run([*runner, "report", "--include=tests/*"], cwd=ROOT, check=False)
    command = [*runner, "report", "--include=src/*", f"--fail-under={MINIMUM_COVERAGE}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run the matrix; 0 if every run passed and at least one took place."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=VERSIONS)
    parser.add_argument("--no-hooks", action="store_true", help="leave out pre-commit and prek")
    options, arguments = parser.parse_known_args()
    results: dict[str, str] = {}
    pythons: list[str] = []
    for stale in ROOT.glob(".coverage*"):
        stale.unlink()
    for version in options.only or VERSIONS:
        found = find_interpreter(version)
        if found is None:
            results[version] = "SKIPPED: not on this machine"
            print(f"=== Python {version}: not on this machine, skipped", flush=True)
            continue
        print(f"=== Python {version} ({found})", flush=True)
        python = prepare(found, version)
        workers = str(os.cpu_count() or 1)
        passed = run_tests(python, ["-m", "not network", "-n", workers, *arguments])
        if not pythons and not options.no_hooks:
            passed = run_tests(python, ["-m", "network", *arguments]) and passed
        results[version] = "passed" if passed else "FAILED"
        pythons.append(python)
    is_whole = not arguments and not options.only and not options.no_hooks
    is_covered = not is_whole or report_coverage(pythons[0])
    print("\n".join(f"Python {version}: {result}" for version, result in results.items()))
    is_passed = "passed" in results.values() and "FAILED" not in results.values()
    return 0 if is_passed and is_covered else 1


if __name__ == "__main__":
    sys.exit(main())

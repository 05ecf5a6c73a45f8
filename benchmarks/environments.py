"""Virtual environments of the benchmark: the other tools, and flake8 alone and with one plugin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venvs" / "bench"
PEERS = ("ruff", "libcst", "ast-grep-cli")
LINTERS = ("flake8", "flake8-tidy-imports")


class Environments(NamedTuple):
    """The folders of the programs of each."""

    ours: Path  # flake8-ssot as a user installs it
    flake8: Path  # without any plugin
    tidy_imports: Path
    peers: Path

    def versions(self) -> str:
        """Which releases run, in a line."""
        code = "import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))"
        found: list[str] = []
        for folder, names in ((self.peers, PEERS), (self.tidy_imports, LINTERS)):
            command = [str(folder / "python"), "-c", code, *names]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found += map(" ".join, zip(names, done.stdout.split(), strict=True))
        return ", ".join(found)


def install() -> Environments:
    """Make what is not there, and install this checkout anew."""
    made = Environments(
        _made("ours"),
        _made("flake8", "flake8"),
        _made("tidy-imports", *LINTERS),
        _made("peers", *PEERS),
    )
    _pip(made.ours, str(ROOT))
    _pip(made.ours, "--force-reinstall", "--no-deps", str(ROOT))
    return made


def _made(name: str, *packages: str) -> Path:
    programs = FOLDER / name / "bin"
    if not programs.exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER / name)], check=True)
        if packages:
            _pip(programs, *packages)
    return programs


def _pip(programs: Path, *arguments: str) -> None:
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*command, "--disable-pip-version-check", *arguments], check=True)

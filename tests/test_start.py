"""What is imported before the first file is judged, counted: seconds would differ by machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from flake8_ssot.cli import main
code = main(sys.argv[1:])
print("loaded:", *sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
# Each takes longer to import than to look at some files.
NEVER = (
    "concurrent.futures",
    "configparser",
    "difflib",
    "inspect",
    "logging",
    "rich",
    "subprocess",
)
MATCHERS = ("check", "hosts", "match_calls", "match_imports", "names", "settings_files")
OTHERS = ("baseline_text", "renames", "reexport_build", "result_cache", "shards", "workers")


def loaded(folder: Path, *arguments: str, code: int = 0) -> frozenset[str]:
    """The modules that a run of ours has imported in the end."""
    environment = {key: value for key, value in os.environ.items() if "COV" not in key}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    return frozenset(done.stderr.rpartition("loaded: ")[2].split())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "ssot.toml").write_text('extend = ["netra"]\n')
    (tmp_path / "clean.py").write_text("import os\n\nprint(os.name)\n")
    (tmp_path / "old.py").write_text(
        "import netra_backend.app.agents.supervisor.execution_engine\n"
    )
    return tmp_path


def test_a_clean_file_imports_no_matcher(project: Path) -> None:
    modules = loaded(project, "check", "clean.py")
    unwanted = {*NEVER, *(f"flake8_ssot.{name}" for name in (*MATCHERS, *OTHERS))}
    assert modules & unwanted == set()
    assert len([name for name in modules if name.startswith("flake8_ssot")]) <= 55


def test_what_a_file_needs_is_imported(project: Path) -> None:
    modules = loaded(project, "check", "old.py", code=1)
    assert {"flake8_ssot.check", "flake8_ssot.match_imports"} <= modules
    assert modules.isdisjoint(NEVER)
    assert modules.isdisjoint(
        {"flake8_ssot.hosts", "flake8_ssot.markdown", "flake8_ssot.match_config"}
    )


def test_rules_that_are_known_are_not_parsed(project: Path) -> None:
    parsers = {"tomllib", "tomli", "flake8_ssot.toml_scan"}
    assert "flake8_ssot.toml_scan" in loaded(project, "check", "clean.py")
    assert loaded(project, "check", "clean.py").isdisjoint(parsers)


def test_the_version_needs_nothing(project: Path) -> None:
    modules = loaded(project, "--version")
    assert "flake8_ssot.config" not in modules
    assert len([name for name in modules if name.startswith("flake8_ssot")]) <= 8

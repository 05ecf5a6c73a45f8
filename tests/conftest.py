"""Shared fixtures and the option for the long runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from baseline_support import RULES, Project


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long size of the big tests")


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Was the long size asked for?"""
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("GIT_", "SSOT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("SSOT_STATE_DIR", str(tmp_path / "state"))  # never this machine's own
    monkeypatch.setenv("SSOT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def project_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the test runs in, with a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def bench(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Project:
    """A project with rules, no source, no repository and no baseline."""
    made = Project(project_dir, capsysbinary)
    made.put({"ssot.toml": RULES})
    return made


@pytest.fixture
def repo(bench: Project) -> Project:
    """The same, in a repository."""
    bench.git("init", "-q")
    bench.commit("rules")
    return bench

"""How often a run reads, decodes, parses and asks: counts of one small tree, never seconds."""

from __future__ import annotations

import ast
import symtable
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support import RULES, TODAY, write_files

from flake8_ssot import files, import_text, job, project, scan, words
from flake8_ssot.job import Job
from flake8_ssot.selection import Selection

CALLS = """
[[signature]]
id = "engine-call"
callable = "acme.core.engine.UserEngine"
modern = ["context"]
legacy = [["registry"]]
"""
CLEAN = "import os\n\nprint(os.name)\n"
TREE = {
    "clean.py": CLEAN,
    "words.py": "# the tools of acme are gone, its legacy too\n" + CLEAN,
    "other.py": "from acme.core import engine\n" + CLEAN,
    "imports.py": "from acme.legacy.engine import Engine\n",
    "calls.py": "UserEngine(1)\n",
    "strings.py": "from importlib import import_module\nimport_module('acme.tools')\n",
    "exec.py": "exec('from acme.legacy.engine import Engine')\n",
}
JUDGED = [*TREE]
WALKED = ["imports.py", "calls.py", "strings.py", "exec.py"]
INNER = 1  # the source that `exec` runs is parsed, too


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What has been called, and how often."""
    found: Counter[str] = Counter()

    def count(owner: object, name: str, key: str) -> None:
        function: Callable[..., object] = getattr(owner, name)

        def counting(*arguments: object, **keywords: object) -> object:
            found[key] += 1
            return function(*arguments, **keywords)

        monkeypatch.setattr(owner, name, counting)

    count(files, "read_regular", "read")
    count(scan, "decode", "decoded")
    count(job, "decode", "decoded")
    count(ast, "parse", "parsed")
    count(symtable, "symtable", "syntax")
    count(scan, "is_mentioned", "asked")
    count(import_text, "_statements", "statements")
    return found


def run(folder: Path, paths: list[str], *, syntax_check: bool = True) -> list[str]:
    """Judge the files in one process; those that were walked."""
    write_files(folder, {"ssot.toml": RULES + CALLS, **TREE})
    loaded = project.load(None, str(folder), TODAY)
    import_text.statements.cache_clear()
    words.words.cache_clear()
    made = Job(loaded, Selection(("SOT",), (), ()), syntax_check=syntax_check)
    results = list(scan.scan(paths, made, 1))
    assert [result.path for result in results] == paths
    return [result.path for result in results if result.walked]


def test_each_file_is_read_and_decoded_once(project_dir: Path, counts: Counter[str]) -> None:
    loading = 1  # ssot.toml
    assert run(project_dir, JUDGED) == WALKED
    assert counts["read"] == len(JUDGED) + loading
    assert counts["asked"] == counts["decoded"] == len(JUDGED)


def test_no_file_is_parsed_twice(project_dir: Path, counts: Counter[str]) -> None:
    run(project_dir, JUDGED)
    clean = len(JUDGED) - len(WALKED)
    assert (counts["parsed"], counts["syntax"]) == (len(WALKED) + INNER, clean)


def test_a_clean_file_is_not_even_decoded(project_dir: Path, counts: Counter[str]) -> None:
    """Without the syntax check."""
    clean = ["clean.py", "words.py", "other.py"]
    assert run(project_dir, clean, syntax_check=False) == []
    assert not counts.keys() & {"decoded", "parsed", "syntax"}


def test_each_question_is_asked_once(project_dir: Path, counts: Counter[str]) -> None:
    """The words of a file and its imports serve the rules for paths, for calls and re-exports."""
    run(project_dir, JUDGED)
    assert words.words.cache_info().misses == len(JUDGED)
    assert counts["statements"] == len(JUDGED)

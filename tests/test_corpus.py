"""Real code: the standard library, judged by flake8 and by `ssot check` alike, without any failure.

Always a sample; with --long every file of the standard library.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SAMPLE = 120  # files

# Paths that nearly every file uses in many forms, so that nearly every file is walked.
RULES = "".join(
    f'[[moved]]\nid = "r{number}"\nold = "{old}"\n{new}\n'
    for number, (old, new) in enumerate(
        [
            ("os.path", 'new = "pathlib"'),
            ("typing.List", 'new = "builtins.list"'),
            ("collections", ""),
            ("sys.exit", ""),
            ("re", ""),
            ("unittest", 'new = "pytest"'),
            ("functools.partial", ""),
            ("asyncio.events", 'new = "asyncio.loops"'),
        ]
    )
)

# Callables that many files call, with forms of the same length, so that every argument is asked
# what it is.
CALL_RULES = (
    "".join(
        f'[[signature]]\nid = "s{number}"\ncallable = "{path}"\n'
        'modern = [["alpha"], ["alpha", "beta"], ["text", "beta", "*rest", "**options"]]\n'
        'legacy = [["name"], ["name", "kind"], ["name", "*rest", "**options"]]\n'
        'rewrite = "{callable}({name})"\n'
        '[signature.roles.text]\ntypes = ["str", "bytes"]\nnames = ["text", "*_text", "s"]\n'
        '[signature.roles.name]\ntypes = ["int", "list"]\nnames = ["name", "*name", "path"]\n'
        for number, path in enumerate(
            [
                *("re.compile", "re.sub", "re.match", "os.path.join", "os.fspath", "io.StringIO"),
                *("subprocess.run", "subprocess.Popen", "threading.Thread", "struct.unpack"),
                *("collections.OrderedDict", "collections.namedtuple", "logging.getLogger"),
                *("functools.wraps", "unittest.mock.patch", "argparse.ArgumentParser.add_argument"),
                *(f"unittest.TestCase.assert{name}" for name in ("Equal", "True", "Raises", "In")),
            ]
        )
    )
    + '[[bridge]]\nid = "b"\nold = "os.path.exists"\n[[bridge]]\nid = "c"\nold = "sys.exit"\n'
)


def library_files(*, everything: bool) -> list[str]:
    top = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(
        str(path)
        for path in top.rglob("*.py")
        if "site-packages" not in path.parts and "__pycache__" not in path.parts
    )
    step = 1 if everything else max(1, len(files) // SAMPLE)
    return files[::step]


def run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *command], capture_output=True, timeout=1500)


@pytest.mark.parametrize("rules", [RULES, CALL_RULES], ids=["paths", "calls"])
def test_standard_library(rules: str, project_dir: Path, long: bool) -> None:
    (project_dir / "ssot.toml").write_text(rules, encoding="utf-8")
    files = library_files(everything=long)
    assert len(files) >= SAMPLE
    ours = run("-m", "flake8_ssot", "check", "--select", "SOT,SOT205", *files)
    assert ours.returncode in (1, 2)  # 2: a few files of the library are unparsable on purpose
    assert b"SOT900" not in ours.stdout
    assert b"Traceback" not in ours.stderr
    assert ours.stdout.count(b"\n") > len(files) // 4
    flake8 = run("-m", "flake8", "--isolated", "--select", "SOT,SOT205", *files)
    assert b"Traceback" not in flake8.stderr
    assert flake8.stdout == ours.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_shipped_pack_finds_nothing_in_the_library(project_dir: Path, jobs: str) -> None:
    files = [file for file in library_files(everything=False) if "test" not in file]
    done = run("-m", "flake8_ssot", "check", "--jobs", jobs, *files)
    assert (done.stdout, done.returncode) == (b"", 0), done.stderr

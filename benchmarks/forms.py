"""Run ssot, ruff, semgrep, mypy and flake8-tidy-imports over one corpus of forms, and compare.

    python benchmarks/forms.py [--write docs/forms.md] [--peers FOLDER]

Comes in: the corpus (see forms_corpus.py). Goes out: Markdown tables, printed or put between the
two marks of a document. The other tools are installed into a virtual environment of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from forms_corpus import CLEAN, CORPUS, GROUPS, SUPPORT, Form, read_corpus

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PEERS = ("ruff", "semgrep", "mypy", "flake8", "flake8-tidy-imports")
START, END = "<!-- table: python benchmarks/forms.py -->", "<!-- end of table -->"
YES, NO, FALSE = "yes", "-", "**reported**"  # what a table says
MOST = 2000  # characters of what a tool says when it fails

Reports = dict[str, set[int]]  # path -> lines


def run(command: list[str], folder: Path) -> str:
    """What the command prints. Tools differ in what their exit codes mean; 2 is failure for all."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr[-MOST:]}")
    return done.stdout


def ssot(folder: Path) -> list[dict[str, Any]]:
    """Our findings."""
    answer = json.loads(run([str(BIN / "ssot"), "check", "--format", "json", "."], folder))
    if answer["errors"]:
        raise SystemExit(f"ssot check: {str(answer['errors'])[:MOST]}")
    return list(answer["findings"])


def ruff(bin_folder: Path, folder: Path) -> Reports:
    command = ["check", "--no-cache", "--config", "ruff.toml", "--output-format", "json", "."]
    found = json.loads(run([str(bin_folder / "ruff"), *command], folder))
    return collect(folder, ((item["filename"], item["location"]["row"]) for item in found))


def semgrep(bin_folder: Path, folder: Path) -> list[dict[str, Any]]:
    command = ["scan", "--config", "semgrep.yml", "--json", "--metrics", "off"]
    quiet = ["--disable-version-check", "--no-git-ignore", "."]
    answer = json.loads(run([str(bin_folder / "semgrep"), *command, *quiet], folder))
    if answer["errors"]:
        raise SystemExit(f"semgrep: {str(answer['errors'])[:MOST]}")
    return list(answer["results"])


def semgrep_rules(kind: str, results: list[dict[str, Any]], folder: Path) -> Reports:
    """What the rules of one kind report: every line of a match counts."""
    wanted = [item for item in results if item["check_id"].rpartition(".")[2].startswith(kind)]
    places = (
        (item["path"], line)
        for item in wanted
        for line in range(item["start"]["line"], item["end"]["line"] + 1)
    )
    return collect(folder, places)


def mypy(bin_folder: Path, folder: Path) -> Reports:
    command = ["--config-file", "mypy.ini", "--cache-dir", os.devnull, "--output", "json"]
    lines = run([str(bin_folder / "mypy"), *command], folder).splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return collect(
        folder, ((item["file"], item["line"]) for item in found if item["code"] == "deprecated")
    )


def flake8(bin_folder: Path, folder: Path) -> Reports:
    command = ["--config", "flake8.ini", "--format", "%(path)s:%(row)d", "."]
    lines = run([str(bin_folder / "flake8"), *command], folder).splitlines()
    places = (line.rpartition(":") for line in lines)
    return collect(folder, ((path, int(line)) for path, _, line in places))


def collect(folder: Path, places: Iterable[tuple[str, int]]) -> Reports:
    """Lines by path, relative to the corpus."""
    reports: Reports = {}
    for path, line in places:
        name = os.path.relpath(os.path.join(folder, path), folder)
        reports.setdefault(Path(name).as_posix(), set()).add(line)
    return reports


def install(folder: Path) -> None:
    """The other tools, unless they are there."""
    if not (folder / "bin" / "semgrep").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--disable-pip-version-check", *PEERS], check=True)


def versions(folder: Path) -> str:
    """Which releases of the other tools ran, in a line."""
    code = "import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))"
    found = run([str(folder / "bin" / "python"), "-c", code, *PEERS], folder).split()
    return ", ".join(f"{name} {version}" for name, version in zip(PEERS, found, strict=True))


def copy_corpus(folder: Path) -> Path:
    """A fresh copy, outside of any repository, so that no other configuration counts."""
    return Path(shutil.copytree(CORPUS, folder, ignore=shutil.ignore_patterns("__pycache__")))


def what_is_fixed(folder: Path) -> dict[str, str]:
    """Path -> what of the findings of the form `ssot fix` mends: safe, unsafe, or nothing."""
    command = [str(BIN / "ssot"), "fix", "--quiet", "."]
    safe, unsafe = copy_corpus(folder / "safe"), copy_corpus(folder / "unsafe")
    run(command, safe)
    run([*command, "--unsafe"], unsafe)
    left_safe, left_unsafe = (
        {(found["path"], found["code"]) for found in ssot(fixed)} for fixed in (safe, unsafe)
    )
    answers = {}
    for form in read_corpus():
        findings = {(form.path, code) for code in form.codes}
        if not findings & left_safe:
            answers[form.path] = "safe"
        else:
            answers[form.path] = "no" if findings & left_unsafe else "unsafe"
    return answers


def compare(peers: Path, scratch: Path) -> str:
    """Run everything; the tables as Markdown."""
    os.environ["SSOT_STATE_DIR"] = str(scratch / "state")
    os.environ["SEMGREP_SETTINGS_FILE"] = str(scratch / "semgrep-settings.yml")
    bin_folder, folder = peers / "bin", copy_corpus(scratch / "forms")
    matches = semgrep(bin_folder, folder)
    columns = {
        "ours": collect(folder, ((found["path"], found["line"]) for found in ssot(folder))),
        "ruff": ruff(bin_folder, folder),
        "semgrep": semgrep_rules("names", matches, folder),
        "semgrep, any string": semgrep_rules("strings", matches, folder),
        "mypy": mypy(bin_folder, folder),
        "flake8-tidy-imports": flake8(bin_folder, folder),
    }
    return render(read_corpus(), columns, what_is_fixed(scratch), versions(peers))


def render(forms: list[Form], columns: dict[str, Reports], fixed: dict[str, str], told: str) -> str:
    """The tables, a group after the other."""
    lines = [f"Ran: {told}.", ""]
    heads = ["form", "code", "fixed", *columns]
    lines += [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    counted = [form for form in forms if form.group not in (CLEAN, SUPPORT)]
    hits = {
        name: {form.path for form in forms if form.is_hit(reports.get(form.path, ()))}
        for name, reports in columns.items()
    }
    group = ""
    for form in counted:
        if form.group != group:
            group = form.group
            lines.append(f"| **{GROUPS[group]}** |" + " |" * (len(heads) - 1))
        mends = fixed[form.path] if form.path in hits["ours"] else ""
        found = [YES if form.path in hits[name] else NO for name in columns]
        lines.append(row(link(form), ", ".join(form.codes), mends, *found))
    sums = [str(sum(form.path in hits[name] for form in counted)) for name in columns]
    lines.append(row(f"**found, of {len(counted)}**", "", "", *sums))
    clean = [form for form in forms if form.group == CLEAN]
    lines += ["", f"| {' | '.join([GROUPS[CLEAN], *columns])} |", "|---" * (len(columns) + 1) + "|"]
    for form in clean:
        said = [FALSE if form.path in hits[name] else NO for name in columns]
        lines.append(row(link(form), *said))
    sums = [str(sum(form.path in hits[name] for form in clean)) for name in columns]
    lines.append(row(f"**false reports, of {len(clean)}**", *sums))
    return "\n".join(lines) + "\n"


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def link(form: Form) -> str:
    return f"[{form.title}](../benchmarks/forms/{form.path})"


def replace_table(text: str, table: str) -> str:
    """The document with the table between its marks replaced."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{table}\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--write", type=Path, help="the document whose table is replaced")
    parser.add_argument("--peers", type=Path, default=HERE.parent / ".venvs" / "peers")
    options = parser.parse_args()
    install(options.peers)
    with tempfile.TemporaryDirectory(prefix="ssot-forms-") as scratch:
        table = compare(options.peers.resolve(), Path(scratch))
    if options.write is None:
        print(table, end="")
    else:
        text = options.write.read_text(encoding="utf-8")
        options.write.write_text(replace_table(text, table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

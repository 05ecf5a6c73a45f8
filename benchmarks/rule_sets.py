"""The same deprecated paths for every tool: in, paths; out, configuration files."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from flake8_ssot import project

SEED = 7
DEFINED = re.compile(rb"^\s*(?:class|(?:async )?def) ([A-Za-z_]\w{4,})", re.MULTILINE)


def paths_of(config: Path) -> list[str]:
    """The old paths of the rules that a configuration of ours leads to."""
    loaded = project.load(str(config), str(config.parent))
    return sorted({rule.old for rule in loaded.rule_index.moved.values()})


def plausible_paths(tree: Path, files: Sequence[Path], number: int) -> list[str]:
    """Paths that nobody uses though each word of them occurs: the worst for a filter by words.

    A package of the tree, and a name that some other file defines. Always the same for a tree.
    """
    chooser = random.Random(SEED)
    packages = sorted({".".join(path.parent.parts) for path in files} - {""})
    packages = [package for package in packages if all(map(str.isidentifier, package.split(".")))]
    packages = packages or ["package"]
    names: set[str] = set()
    for path in chooser.sample(files, len(files)):
        names.update(name.decode() for name in DEFINED.findall((tree / path).read_bytes()))
        if len(names) >= number:
            break
    return [f"{chooser.choice(packages)}.{name}" for name in sorted(names)[:number]]


def write_ssot(paths: Iterable[str], to: Path) -> Path:
    """Our rules for these paths. They lie in the tree, and name what they forbid."""
    tables = [
        f'[[moved]]\nid = "rule-{number}"\nold = "{path}"\nnew = "new_home.{path}"\n'
        for number, path in enumerate(paths)
    ]
    to.write_text("\n".join(['exclude = ["*.toml"]\n', *tables]), encoding="utf-8")
    return to


def write_ruff(paths: Iterable[str], to: Path) -> Path:
    """TID251."""
    # As ours: whatever lies in the tree.
    lines = ["exclude = []", "respect-gitignore = false"]
    lines += ["[lint]", 'select = ["TID251"]', "[lint.flake8-tidy-imports.banned-api]"]
    lines += [f'"{path}".msg = "moved"' for path in paths]
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return to


def write_tidy_imports(paths: Iterable[str], to: Path) -> Path:
    """I251 of flake8-tidy-imports, in a configuration file of flake8's."""
    lines = ["[flake8]", "banned-modules ="]
    lines += [f"    {path} = moved" for path in paths]
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return to


def write_ast_grep(paths: Iterable[str], to: Path) -> Path:
    """One rule with a pattern for each form of import it can be asked for."""
    lines = ["id: moved", "language: python", "severity: warning", "message: moved", "rule:"]
    lines.append("  any:")
    for path in paths:
        module, _, name = path.rpartition(".")
        lines.append(f"    - pattern: import {path}")
        lines.append(f"    - pattern: from {path} import $$$NAMES")
        if module:
            lines.append(f"    - pattern: from {module} import {name}")
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return to

"""`ssot rules ...` and `ssot config`: in, parsed arguments; out, text and an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys

from flake8_ssot import config, flake8_config, project, targets
from flake8_ssot.config import Settings
from flake8_ssot.examples import run_examples
from flake8_ssot.model import CLEAN, FAILED, FOUND, ConfigError, Problem, UsageError
from flake8_ssot.project import Project
from flake8_ssot.rules import Rule, Signature
from flake8_ssot.targets import Existence


def list_rules(arguments: argparse.Namespace) -> int:
    """Print every rule in force."""
    loaded = _load(arguments.config)
    if arguments.format == "json":
        print(json.dumps([_rule_object(rule) for rule in loaded.rules], indent=2))
        return CLEAN
    for rule in loaded.rules:
        if isinstance(rule, Signature):
            print(f"{rule.id}: {rule.callable}{rule.modern[0].text}")
        else:
            print(f"{rule.id}: {rule.old} -> {rule.new or '(no successor)'}")
        if rule.why:
            print(f"    {rule.why}")
        if rule.remove_by:
            print(f"    remove by {rule.remove_by.isoformat()}")
    return CLEAN


def _rule_object(rule: Rule) -> dict[str, object]:
    about: dict[str, object] = {"id": rule.id, "kind": type(rule).__name__.lower()}
    if isinstance(rule, Signature):
        about["callable"] = rule.callable
        about["modern"] = [form.text for form in rule.modern]
        about["legacy"] = [form.text for form in rule.legacy]
    else:
        about["old"] = rule.old
        about["new"] = rule.new
    return {
        **about,
        "why": rule.why,
        "url": rule.url,
        "source": rule.source,
        "allow": list(rule.allow),
        "remove-by": rule.remove_by and rule.remove_by.isoformat(),
        "file": rule.file,
        "line": rule.line,
    }


def test(arguments: argparse.Namespace) -> int:
    """Validate rule files and run their examples; 2 for a bad file, 1 for an example."""
    start = os.getcwd()
    problems: list[Problem] = []
    failed: list[Problem] = []
    rules = examples = 0
    for file in arguments.files or [arguments.config]:
        try:
            loaded = _load_file(file, start)
        except ConfigError as error:
            problems += error.problems
            continue
        if loaded is None:
            continue
        own = loaded.rules
        if arguments.files:  # what a pack brings is tested with the pack
            own = tuple(rule for rule in own if _is_same(rule.file, file))
        failed += run_examples(loaded, own)
        rules += len(own)
        examples += sum(len(rule.examples) for rule in own)
    for problem in [*dict.fromkeys(problems), *failed]:
        print(problem, file=sys.stderr)
    if problems:
        return FAILED
    print(f"{rules} rules, {examples} examples, {len(failed)} failed")
    return FOUND if failed else CLEAN


def _load_file(file: str | None, start: str) -> Project | None:
    """The project of a configuration file, a pack alone, or None for a foreign pyproject.toml."""
    if file is None:
        return _load(None)
    base = os.path.basename(file)
    if base == config.PYPROJECT and not config.holds_our_table(file):
        return None
    if base in (config.PYPROJECT, config.CONFIG_NAME) or config.is_configuration(file, start):
        return project.load(os.path.abspath(file), start)
    return project.compile_project(config.settings_of_pack(file, start))


def _is_same(left: str, right: str) -> bool:
    return os.path.realpath(left) == os.path.realpath(right)


def verify(arguments: argparse.Namespace) -> int:
    """Say which paths of the rules do not exist in a tree; 1 if a target is missing."""
    loaded = _load(arguments.config)
    roots = loaded.roots
    if arguments.tree is not None:
        if not os.path.isdir(arguments.tree):
            raise UsageError(f"rules verify: {arguments.tree!r} is not a folder")
        top = os.path.abspath(arguments.tree)
        roots = tuple(
            os.path.normpath(os.path.join(top, path)) for path in loaded.settings.src.value
        )
    counts = dict.fromkeys(Existence, 0)
    gone = 0
    for rule in loaded.rules:
        if not isinstance(rule, Signature):
            old = targets.find(rule.old, roots)
            if old.existence is Existence.MISSING:
                gone += 1
                print(f"{rule.id}: old path {rule.old!r} is gone: {old.detail}")
        target = rule.callable if isinstance(rule, Signature) else rule.new
        if target is None:
            continue
        new = targets.find(target, roots)
        counts[new.existence] += 1
        if new.existence in (Existence.MISSING, Existence.UNKNOWN):
            print(f"{rule.id}: target {target!r} {new.existence.value}: {new.detail}")
    print(
        f"{len(loaded.rules)} rules: {counts[Existence.EXISTS]} targets exist, "
        f"{counts[Existence.MISSING]} do not, {counts[Existence.UNKNOWN]} cannot be told, "
        f"{counts[Existence.ELSEWHERE]} are not part of this tree; {gone} old paths are gone"
    )
    return FOUND if counts[Existence.MISSING] else CLEAN


def show_config(arguments: argparse.Namespace) -> int:
    """Print every setting with its origin."""
    start = os.getcwd()
    flake8 = flake8_config.load(start)
    named = arguments.config or flake8.ssot_config
    loaded = _load(named)
    settings: Settings = loaded.settings
    if arguments.config:
        why = "--config"
    elif flake8.ssot_config:
        why = f"ssot-config in {flake8.file}"
    else:
        why = "found upward from the working directory"
    print(f"config   = {settings.file or '(none)'}  # {why if settings.file else 'none found'}")
    print(f"root     = {settings.root}")
    for name in config.SETTING_KEYS:
        setting = getattr(settings, name)
        print(f"{name:<8} = {list(setting.value)}  # {setting.origin}")
    for file in settings.files:
        count = sum(_is_same(rule.file, file) for rule in loaded.rules)
        print(f"rules    = {count} from {file}")
    print(f"flake8   = {flake8.file or '(no configuration)'}")
    for name in (
        "exclude",
        "extend_exclude",
        "filename",
        "ignore",
        "extend_ignore",
        "extend_select",
    ):
        print(f"  {name.replace('_', '-')} = {_listed(getattr(flake8, name))}")
    for pattern, codes in flake8.per_file_ignores:
        print(f"  per-file-ignores: {pattern} = {_listed(codes)}")
    return CLEAN


def _listed(values: tuple[str, ...] | None) -> str:
    return "(not set)" if values is None else ", ".join(values) or "(empty)"


def _load(named: str | None) -> Project:
    start = os.getcwd()
    if named is None:
        named = flake8_config.load(start).ssot_config
    return project.load(config.find_named(named, start) if named else None, start)

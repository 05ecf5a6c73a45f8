"""Edits that make a legacy call modern: in, a judged call; out, a Fix, or why there is none."""

from __future__ import annotations

import ast
import builtins
import re

from flake8_ssot.callees import Target
from flake8_ssot.forms import fit
from flake8_ssot.model import Applicability, Edit, Fix
from flake8_ssot.references import Call
from flake8_ssot.rules import Signature
from flake8_ssot.source import Source
from flake8_ssot.template import CALLABLE, Template
from flake8_ssot.verdict import Verdict

Result = tuple[Fix | None, str]

# Expressions that may stand anywhere in a template without parentheses.
_ATOMS = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.JoinedStr,
)  # fmt: skip
_HARMLESS_TWICE = (ast.Name, ast.Constant)
_AROUND_NEEDS_ATOM = (ast.Attribute, ast.Subscript, ast.Call, ast.Await, ast.BinOp, ast.UnaryOp)


def rename_fix(source: Source, target: Target, rule: Signature, verdict: Verdict) -> Result:
    """Give each legacy keyword its modern name; safe: the value is carried over as it is."""
    named = [(name, node) for name, node in target.keywords if name in rule.rename]
    named = [(name, node) for name, node in named if not _takes(rule, name)]
    if not named:
        return None, ""
    if target.shape.more_keywords:
        return None, "not renamed: `**` may hold the new keyword already"
    renamed = tuple(
        rule.rename[name] if name in dict(named) else name for name, _ in target.keywords
    )
    if len(set(renamed)) < len(renamed):
        return None, "not renamed: the new keyword is already given"
    shape = target.shape._replace(keywords=renamed)
    for form in rule.modern:
        landed = fit(form, shape)
        if landed.is_possible and _same_places(landed.landed, verdict, rule):
            break
    else:
        return None, "not renamed: the call fits no modern signature with the new keywords"
    edits = []
    for name, node in named:
        if node is None:
            return None, "not renamed: the keyword stands in a dict"
        start = source.offset(node.lineno, node.col_offset)
        edits.append(Edit(start, start + len(name.encode()), rule.rename[name]))
    return Fix(Applicability.SAFE, tuple(edits)), ""


def _takes(rule: Signature, keyword: str) -> bool:
    return any(form.takes_keyword(keyword) for form in rule.modern)


def _same_places(landed: tuple[str | None, ...], verdict: Verdict, rule: Signature) -> bool:
    """Does each argument stay with the parameter it was meant for?"""
    return all(
        old == new or rule.rename.get(old or "") == new
        for old, new in zip(verdict.fit.landed, landed, strict=True)
    )


def rewrite_fix(
    source: Source, call: Call, target: Target, template: Template, verdict: Verdict
) -> Result:
    """Replace the call by the rule's template; unsafe: only a person knows that it is the same."""
    if target.shape.more_keywords:
        return None, "not rewritten: `**` hides arguments"
    if template.awaits and not call.is_async:
        return None, "not rewritten: the modern call needs `await`, this is no async function"
    given: list[ast.expr | None] = [*target.arguments]
    given += [keyword.value if keyword is not None else None for _, keyword in target.keywords]
    arguments = dict(zip(verdict.fit.landed, given, strict=True))
    sources = {CALLABLE: _text(source, call.node.func)}
    for name in template.placeholders:
        argument = arguments.get(name)
        if name == CALLABLE:
            continue
        if argument is None:
            return None, f"not rewritten: the call does not give `{name}`"
        if template.placeholders.count(name) > 1 and not isinstance(argument, _HARMLESS_TWICE):
            return None, f"not rewritten: `{name}` would be evaluated twice"
        text = _text(source, argument)
        sources[name] = text if isinstance(argument, _ATOMS) else f"({text})"
    scope = call.view.scope
    for name in sorted(template.free_names):
        if not (call.view.lookup(name) or scope.ever_binds(name) or hasattr(builtins, name)):
            return None, f"not rewritten: `{name}` is not known in this file"
    text = template.fill(sources)
    old = _text(source, call.node)
    if "#" in re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", old):
        return None, "not rewritten: there is a comment inside of the call"
    if template.awaits and _stands_in_larger(source.tree, call.node):
        text = f"({text})"
    start = source.offset(call.node.lineno, call.node.col_offset)
    return Fix(Applicability.UNSAFE, (Edit(start, start + len(old.encode()), text),)), ""


def _stands_in_larger(tree: ast.Module, call: ast.Call) -> bool:
    """Would a looser expression in the call's place be torn apart by what is around it?"""
    for node in ast.walk(tree):
        if isinstance(node, _AROUND_NEEDS_ATOM):
            inner = getattr(node, "value", None) or getattr(node, "func", None)
            if isinstance(node, ast.BinOp | ast.UnaryOp):
                if call in (getattr(node, "left", None), getattr(node, "right", None)):
                    return True
                inner = getattr(node, "operand", None)
            if inner is call:
                return True
    return False


def _text(source: Source, node: ast.expr) -> str:
    return source.text_at(source.span(node))

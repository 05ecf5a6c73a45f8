"""Edits that make a legacy call modern: in, a judged call; out, a Fix, or why there is none."""

from __future__ import annotations

import ast
import builtins
import tokenize

from flake8_ssot.callees import Target
from flake8_ssot.forms import fit
from flake8_ssot.model import Applicability, Edit, Fix
from flake8_ssot.references import Call
from flake8_ssot.rules import Signature
from flake8_ssot.source import Source
from flake8_ssot.template import CALLABLE, Template
from flake8_ssot.verdict import Verdict

Result = tuple[Fix | None, str]

# Expressions that hold together wherever they are put.
_ATOMS = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.JoinedStr,
)  # fmt: skip
_TWICE = (ast.Name, ast.Constant)  # evaluating them again changes nothing
_BOUND_TO_PLACE = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_BEFORE_A_DOT = (ast.Attribute, ast.Subscript)
_WHOLE_STATEMENT = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return)


def fix_of(source: Source, call: Call, target: Target, rule: Signature, verdict: Verdict) -> Result:
    """The rule's `rename`, else its `rewrite`; why there is neither."""
    renames = [name for name, _ in target.keywords if name in rule.rename]
    if not renames and rule.rewrite is None:
        return None, ""
    what = "renamed" if renames else "rewritten"
    if call.fstring is not None:
        return None, f"not {what}: the call stands in an f-string"
    if target.is_partial:
        return None, f"not {what}: other arguments may follow"
    if target.shape.more_positional:
        return None, f"not {what}: `*` hides arguments"
    if target.shape.more_keywords:
        hidden = "may hold the new keyword already" if renames else "hides arguments"
        return None, f"not {what}: `**` {hidden}"
    found, withheld = rename_fix(source, target, rule, verdict)
    if found is None and rule.rewrite is not None:
        return rewrite_fix(source, call, target, rule.rewrite, verdict)
    return found, withheld


def rename_fix(source: Source, target: Target, rule: Signature, verdict: Verdict) -> Result:
    """Give each legacy keyword its modern name; safe: the value is carried over as it is."""
    named = [(name, node) for name, node in target.keywords if name in rule.rename]
    named = [(name, node) for name, node in named if not _takes(rule, name)]
    if not named:
        return None, ""
    renamed = tuple(
        rule.rename[name] if name in dict(named) else name for name, _ in target.keywords
    )
    if len(set(renamed)) < len(renamed):
        return None, "not renamed: the new keyword is already given"
    shape = target.shape._replace(keywords=renamed)
    fits = [fit(form, shape) for form in rule.modern]
    if not any(item.is_possible and _same_places(item.landed, verdict, rule) for item in fits):
        return None, "not renamed: the call fits no modern signature with the new keywords"
    edits = []
    for name, node in named:
        if node is None:
            return None, "not renamed: the keyword stands in a dict"
        if not source.line(node.lineno).encode()[node.col_offset :].startswith(name.encode()):
            return None, "not renamed: the keyword is spelled in other characters"
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
    given: list[ast.expr | None] = [*target.arguments]
    given += [keyword.value if keyword is not None else None for _, keyword in target.keywords]
    arguments = dict(zip(verdict.fit.landed, given, strict=True))
    wanted = {name: arguments.get(name) for name in template.placeholders if name != CALLABLE}
    for why in (
        _wrong_place(source, call, target, template),
        _wrong_arguments(template, arguments, wanted),
        _unknown_names(call, template),
    ):
        if why:
            return None, f"not rewritten: {why}"
    nodes = {name: node for name, node in wanted.items() if node is not None}
    nodes[CALLABLE] = call.node.func
    text = template.fill({name: _held_together(source, node) for name, node in nodes.items()})
    parent = _parent(source.tree, call.node)
    tree = template.filled_tree(nodes)
    if _needs_parentheses(tree, parent, call.node):
        text = f"({text})"
    if not _means(text, tree):
        return None, "not rewritten: the template would fall apart with these arguments"
    span = source.span(call.node)
    behind = source.line(span.end_line)[span.end_column - 1 :][:1]
    before = source.line(span.line)[: span.column - 1][-1:]
    if behind.isidentifier() or behind.isdigit():
        text += " "
    if before.isidentifier() and not text.startswith("("):
        text = " " + text
    start = source.offset(call.node.lineno, call.node.col_offset)
    end = source.offset(call.node.end_lineno or 0, call.node.end_col_offset or 0)
    return Fix(Applicability.UNSAFE, (Edit(start, end, text),)), ""


def _wrong_place(source: Source, call: Call, target: Target, template: Template) -> str:
    """Why the template may not stand where the call stands."""
    callee = call.node.func
    if len(call.node.args) > len(target.arguments) and not any(
        isinstance(item, ast.Starred) for item in call.node.args
    ):
        return "the call is of `__init__` itself"
    if not target.is_itself and CALLABLE not in template.placeholders:
        return f"`{_text(source, callee)}` makes an object of another class"
    if template.awaits and not call.is_async:
        return "the modern call needs `await`, this is no async function"
    if template.awaits and _is_in_generator(source.tree, call.node):
        return "the modern call needs `await`, which makes another kind of generator"
    lines = range(call.node.lineno, call.node.end_lineno or 0)  # behind the last, it stays
    if any(t.type == tokenize.COMMENT and t.start[0] in lines for t in source.tokens):
        return "there is a comment inside of the call"
    return ""


def _wrong_arguments(
    template: Template,
    arguments: dict[str | None, ast.expr | None],
    wanted: dict[str, ast.expr | None],
) -> str:
    """Why the call's arguments cannot be put into the template."""
    for dropped, value in arguments.items():
        if value is None or dropped in wanted:
            continue
        if any(isinstance(item, _BOUND_TO_PLACE) for item in ast.walk(value)):
            return f"`{dropped}`, which the template leaves out, does something"
    for name, node in wanted.items():
        if node is None and name in arguments:
            return "the keyword stands in a dict"
        if node is None:
            return f"the call does not give `{name}`"
        if template.placeholders.count(name) > 1 and not isinstance(node, _TWICE):
            return f"`{name}` would be evaluated twice"
        inside = list(ast.walk(node))
        if template.has_scopes and any(isinstance(item, _BOUND_TO_PLACE) for item in inside):
            return f"`{name}` cannot be moved into a function"
        if template.own_names & {item.id for item in inside if isinstance(item, ast.Name)}:
            return f"a name in `{name}` would mean the template's own variable"
    return ""


def _unknown_names(call: Call, template: Template) -> str:
    for name in sorted(template.free_names):
        is_known = call.view.lookup(name) or call.view.scope.ever_binds(name)
        if not (is_known or hasattr(builtins, name)):
            return f"`{name}` is not known in this file"
    return ""


def _held_together(source: Source, node: ast.expr) -> str:
    """The source of an expression, in parentheses where it needs them."""
    text = _text(source, node)
    is_loose = not isinstance(node, _ATOMS) or ("\n" in text and isinstance(node, ast.Attribute))
    return f"({text})" if is_loose and not isinstance(node, ast.GeneratorExp) else text


def _needs_parentheses(tree: ast.expr, parent: ast.AST, call: ast.Call) -> bool:
    """Would the expression be torn apart by what stands around the call?"""
    if isinstance(tree, _ATOMS):
        return False
    if isinstance(tree, ast.Await):
        holds = getattr(parent, "func", None) is call
        holds = holds or (isinstance(parent, _BEFORE_A_DOT) and parent.value is call)
        return holds or isinstance(parent, ast.Await | ast.BinOp | ast.UnaryOp)
    return isinstance(tree, ast.NamedExpr) or not isinstance(parent, _WHOLE_STATEMENT)


def _means(text: str, tree: ast.expr) -> bool:
    """Does `text` parse to the expression that was meant?"""
    try:
        parsed = ast.parse(f"({text}\n)", mode="eval").body
        return ast.dump(parsed) == ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _parent(tree: ast.Module, wanted: ast.AST) -> ast.AST:
    return next(
        node
        for node in ast.walk(tree)
        if any(item is wanted for item in ast.iter_child_nodes(node))
    )


def _is_in_generator(tree: ast.Module, call: ast.Call) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.GeneratorExp) and any(item is call for item in ast.walk(node)):
            first = node.generators[0].iter  # belongs to the function around
            return not any(item is call for item in ast.walk(first))
    return False


def _text(source: Source, node: ast.expr) -> str:
    return source.text_at(source.span(node))

"""What a command takes for code: in, the words of a line; out, which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_ssot.config_words import Word

_NEXT_COMMAND = re.compile(r"[;|&(`]")
_QUOTE = re.compile(r"""["'`]""")
_OPTION = re.compile(r"--?[A-Za-z][\w-]*(?:=.*)?", re.DOTALL)
_SETTING = re.compile(r"\w+=.*", re.DOTALL)  # NAME=value before a command
_MODULE_OPTIONS = frozenset({"-A", "--app", "--cov", "--module"})  # no dot is needed behind them

_INTERPRETER = re.compile(  # also $PYTHON, {envpython}, python3.12
    r".*(?:python|pypy).*|(?:.*/)?(?:coverage|debugpy|kernprof|mypy|py|py-spy|scalene|viztracer)",
    re.IGNORECASE | re.DOTALL,
)
_RUNNER = re.compile(
    r"""(?:.*/)?(?:airflow|alembic|arq|behave|celery|daphne|django-admin|dramatiq|flask|gunicorn
    |hypercorn|locust|manage\.py|nose2|nosetests|py\.test|pydoc|pyinstaller|pylint|pyright|pytest
    |rq|streamlit|stubgen|stubtest|trial|twistd?|uvicorn|uwsgi|waitress-serve)""",
    re.VERBOSE | re.DOTALL,
)
_WRAPPER = re.compile(
    r"!|command|do|else|env|exec|hatch|if|nohup|pdm|pipenv|poetry|run|rye|sudo|then|time|uv"
)
_OF_SENTENCES = re.compile(
    r"""an?|and|are|be|by|for|has|in|instead|is|it|not|of|on|or|please|that|the|this|to|use|was
    |with""",
    re.VERBOSE | re.IGNORECASE,
)


def commanded(words: list[Word]) -> Iterator[int]:
    """The indexes of the words that a command, or an option in it, takes for code."""
    first = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or _NEXT_COMMAND.search(words[index].gap):
            yield from (first + taken for taken in _arguments(words[first:index]))
            first = index


def _arguments(words: list[Word]) -> Iterator[int]:
    """The same of one command."""
    is_sentence = looks_like_sentence([word.text for word in words])
    head_is_due = is_command = runs = takes_modules = False
    before = ""
    for index, word in enumerate(words):
        if index == 0 or _QUOTE.search(word.gap):  # `sh -c "python -m a.b"`
            head_is_due = True
        if head_is_due and not (_WRAPPER.fullmatch(word.text) or _SETTING.fullmatch(word.text)):
            head_is_due = False
            is_command = looks_like_runner(word.text) or _OPTION.fullmatch(word.text) is not None
        if word.path is not None:
            is_asked = (before == "-m" and takes_modules) or (
                before in _MODULE_OPTIONS and (runs or is_command)
            )
            if is_asked or (is_command and not is_sentence and _may_be_code(word)):
                yield index
        before = word.text
        runs = runs or looks_like_runner(word.text)
        takes_modules = takes_modules or looks_like_interpreter(word.text)


def _may_be_code(word: Word) -> bool:
    path = word.path
    is_of_option = word.text.partition("=")[0] in _MODULE_OPTIONS  # `--cov=old`
    return path is not None and (path.is_dotted or path.has_attribute or is_of_option)


def imported(words: list[Word]) -> Iterator[int]:
    """The indexes of what is imported by a statement, and of any path in `python -c`."""
    spelled = [word.text for word in words[:3]]
    if spelled[:1] in (["import"], ["from"]) and spelled[2:] in ([], ["import"], ["as"]):
        yield from range(1, len(spelled[:2]))
    is_python = is_source = False
    for index, word in enumerate(words):
        is_source = is_source or (is_python and word.text == "-c")
        is_python = is_python or looks_like_interpreter(word.text)
        if is_source and word.path is not None and word.path.is_dotted:
            yield index


def looks_like_interpreter(word: str) -> bool:
    """Does it run a module after `-m`? A heuristic, by its name."""
    return _INTERPRETER.fullmatch(word) is not None


def looks_like_runner(word: str) -> bool:
    """Does it take Python code for an argument? A heuristic, by its name."""
    return looks_like_interpreter(word) or _RUNNER.fullmatch(word) is not None


def looks_like_sentence(words: list[str]) -> bool:
    """Has it a word that sentences have and commands have not? A heuristic."""
    return any(_OF_SENTENCES.fullmatch(word) for word in words)

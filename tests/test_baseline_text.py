"""The baseline as text: what is written is read as it was meant, and nothing else is."""

from __future__ import annotations

import datetime
import subprocess
import time
from collections.abc import Callable

import pytest
from baseline_support import FILE, GIT, Project, baseline, entry, finding, needs_git
from support import ENOUGH_SECONDS

from flake8_ssot.baseline import Baseline, Began
from flake8_ssot.baseline_text import HEADER, MANY, parse, parse_what_is_right, render
from flake8_ssot.model import ConfigError, Finding

DAY = datetime.date(2026, 1, 2)
LOOK = "0123456789abcdef"
LINE = "a.py\tSOT101\ttools\tacme.tools\timport\t<module>"
NOT_A_LINE = "is no line of a baseline: take it out, or restore the file from git"
CONFLICT = "a merge conflict: keep the lines of both sides, without this one"


def test_text() -> None:
    """Sorted, one line each, no line numbers."""
    made = baseline(
        {
            "pkg/b.py": [finding(), finding(), finding(scope="C.f", line=7)],
            "a.py": [finding(line=3)],
        },
        {"a.py": LOOK, "pkg/b.py": LOOK},
    )._replace(began={"tools": Began(DAY, 4)})
    assert render(made) == HEADER + (
        "tools\tbegan\t2026-01-02\t4\n"
        f"{LINE}\n"
        f"a.py\tlooks-like\t{LOOK}\n"
        "pkg/b.py\tSOT101\ttools\tacme.tools\timport\t<module>\n"
        "pkg/b.py\tSOT101\ttools\tacme.tools\timport\t<module>\t#2\n"
        "pkg/b.py\tSOT101\ttools\tacme.tools\timport\tC.f\n"
        f"pkg/b.py\tlooks-like\t{LOOK}\n"
    )
    assert all(len(line) <= 100 for line in HEADER.splitlines())


NAMES = [
    pytest.param("a.py", id="plain"),
    pytest.param("with space.py", id="space"),
    pytest.param(" a.py ", id="spaces around"),
    pytest.param("a\tb.py", id="tab"),
    pytest.param("a\nb.py", id="newline"),
    pytest.param("a\rb.py\r", id="carriage return"),
    pytest.param("#x.py", id="comment"),
    pytest.param("<<<<<<< x.py", id="conflict"),
    pytest.param("======= x.py", id="conflict, the middle"),
    pytest.param("=======", id="conflict, all of the name"),
    pytest.param(">x.py", id="greater"),
    pytest.param("|||||||.py", id="bars"),
    pytest.param("a\\b.py", id="backslash"),
    pytest.param("\\x41.py", id="looks escaped"),
    pytest.param("\\\\x5cx.py", id="backslashes"),
    pytest.param("größe/日本.py", id="beyond ASCII"),
    pytest.param("a\u2028b\x85c\x0cd.py", id="other ends of lines"),
    pytest.param("\udcff\udc80.py", id="bytes that are no text"),
    pytest.param("\x7f\x01.py", id="control characters"),
    pytest.param("\ufeffa.py", id="BOM"),
    pytest.param("SOT101", id="a code"),
    pytest.param("looks-like", id="a word of ours"),
    pytest.param(".hidden/..a/b..", id="dots"),
    pytest.param("...", id="three dots"),
    pytest.param("a" * 5_000, id="long"),
]


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize(
    "spoil",
    [str, lambda text: text.replace("\n", "\r\n"), "\ufeff{}".format],
    ids=["lf", "crlf", "bom"],
)
def test_round_trip(path: str, spoil: Callable[[str], str]) -> None:
    made = baseline({path: [finding(), finding(scope="größe.<locals>")]}, {path: LOOK})
    text = render(made._replace(began={"tools": Began(DAY, 2)}))
    data = spoil(text).encode("utf-8", "surrogateescape")
    back = parse(data.decode("utf-8", "surrogateescape"), FILE)
    assert back == made._replace(began={"tools": Began(DAY, 2)})
    assert render(back) == text


EMPTY_TEXTS = [
    pytest.param("", id="empty"),
    pytest.param(HEADER, id="header"),
    pytest.param("\n\n\r\n", id="blank lines"),
    pytest.param("# other\n#\n", id="comments"),
    pytest.param("\ufeff# other", id="BOM"),
]


@pytest.mark.parametrize("text", EMPTY_TEXTS)
def test_empty(text: str) -> None:
    assert parse(text, FILE) == Baseline({}, {}, {})


def test_what_files_without_entries_look_like_is_left_out() -> None:
    made = parse(f"gone.py\tlooks-like\t{LOOK}\nold\tbegan\t2026-01-02\t3\n", FILE)
    assert made.looks == {"gone.py": (LOOK,)}
    assert render(made) == f"{HEADER}old\tbegan\t2026-01-02\t3\n"
    assert render(Baseline({"a.py": ()}, {"a.py": (LOOK,)}, {})) == HEADER


MERGED = [
    pytest.param(f"{LINE}\n{LINE}\n", {"a.py": (entry(),)}, id="twice"),
    pytest.param(
        f"{LINE}\t#2\nb.py{LINE[4:]}\n{LINE}\n",
        {"a.py": (entry(), entry(number=2)), "b.py": (entry("b.py"),)},
        id="unsorted",
    ),
    pytest.param(f"{LINE}\t#3\n", {"a.py": (entry(number=3),)}, id="a gap"),
    pytest.param(f"{HEADER}{LINE}\n{HEADER}", {"a.py": (entry(),)}, id="two headers"),
    pytest.param(LINE, {"a.py": (entry(),)}, id="no final newline"),
]


@pytest.mark.parametrize(("text", "entries"), MERGED)
def test_merged(text: str, entries: dict[str, object]) -> None:
    assert parse(text, FILE).entries == entries


def test_merged_words() -> None:
    other = LOOK[::-1]
    text = (
        f"a.py\tlooks-like\t{other}\na.py\tlooks-like\t{LOOK}\n"
        "tools\tbegan\t2026-01-03\t9\ntools\tbegan\t2026-01-02\t4\n"
    )
    made = parse(text, FILE)
    assert made.looks == {"a.py": (LOOK, other)}
    assert made.began == {"tools": Began(DAY, 9)}


MALFORMED = [
    pytest.param("nonsense", NOT_A_LINE, id="a word"),
    pytest.param("\t", NOT_A_LINE, id="a tab"),
    pytest.param(" ", NOT_A_LINE, id="a space"),
    pytest.param("a.py", NOT_A_LINE, id="only a file"),
    pytest.param("a.py\tSOT101", NOT_A_LINE, id="cut short"),
    pytest.param(LINE.rpartition("\t")[0], NOT_A_LINE, id="a field less"),
    pytest.param(LINE.replace("\t", "    "), NOT_A_LINE, id="spaces for tabs"),
    pytest.param(f"{LINE}\tmore", NOT_A_LINE, id="a field more"),
    pytest.param(f"{LINE}\t#2\t#3", NOT_A_LINE, id="two numbers"),
    pytest.param(f"{LINE}\t#0", NOT_A_LINE, id="number zero"),
    pytest.param(f"{LINE}\t2", NOT_A_LINE, id="number without its mark"),
    pytest.param(f"{LINE}\t#-1", NOT_A_LINE, id="a negative number"),
    pytest.param(f"{LINE}\t#{'9' * 5_000}", NOT_A_LINE, id="a very large number"),
    pytest.param(f"{LINE}\t#\u0662", NOT_A_LINE, id="a digit beyond ASCII"),
    pytest.param(LINE.replace("SOT101", "SOT999"), NOT_A_LINE, id="unknown code"),
    pytest.param(LINE.replace("SOT101", "SOT900"), NOT_A_LINE, id="our own failure"),
    pytest.param(LINE.replace("SOT101", "sot101"), NOT_A_LINE, id="lower case"),
    pytest.param(LINE.replace("a.py", ""), NOT_A_LINE, id="no file"),
    pytest.param(LINE.replace("a.py", "/etc/passwd"), NOT_A_LINE, id="absolute"),
    pytest.param(LINE.replace("a.py", "../a.py"), NOT_A_LINE, id="outside"),
    pytest.param(LINE.replace("a.py", "b/../../a.py"), NOT_A_LINE, id="outside, hidden"),
    pytest.param(LINE.replace("a.py", "./a.py"), NOT_A_LINE, id="another spelling"),
    pytest.param(LINE.replace("a.py", "b//a.py"), NOT_A_LINE, id="two slashes"),
    pytest.param(LINE.replace("a.py", "b/"), NOT_A_LINE, id="a folder"),
    pytest.param(LINE.replace("a.py", "a\\x00.py"), NOT_A_LINE, id="NUL"),
    pytest.param("a.py\tlooks-like\t0123", NOT_A_LINE, id="short look"),
    pytest.param(f"a.py\tlooks-like\t{LOOK.upper()}", NOT_A_LINE, id="look in capitals"),
    pytest.param(f"a.py\tlooks-like\t{LOOK}\tx", NOT_A_LINE, id="look and more"),
    pytest.param("a.py\tlooks-like", NOT_A_LINE, id="no look"),
    pytest.param("tools\tbegan\t2026-13-01\t1", NOT_A_LINE, id="no such month"),
    pytest.param("tools\tbegan\tyesterday\t1", NOT_A_LINE, id="no day"),
    pytest.param("tools\tbegan\t2026-01-01\t0", NOT_A_LINE, id="began with none"),
    pytest.param("tools\tbegan\t2026-01-01\tmany", NOT_A_LINE, id="began with words"),
    pytest.param("tools\tbegan\t2026-01-01", NOT_A_LINE, id="no count"),
    pytest.param("\tbegan\t2026-01-01\t1", NOT_A_LINE, id="no rule"),
    pytest.param("<<<<<<< HEAD", CONFLICT, id="conflict, ours"),
    pytest.param("||||||| base", CONFLICT, id="conflict, base"),
    pytest.param("=======", CONFLICT, id="conflict, the middle"),
    pytest.param(">>>>>>> feature", CONFLICT, id="conflict, theirs"),
    pytest.param("\0\0\0", NOT_A_LINE, id="zeros"),
    pytest.param("\udcff\udcfe", NOT_A_LINE, id="no text"),
]


@pytest.mark.parametrize(("line", "message"), MALFORMED)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_malformed(line: str, message: str, end: str) -> None:
    """Said with its line; the others are still told when nobody can mend it any more."""
    text = HEADER + f"{LINE}\n{line}{end}b.py{LINE[4:]}\n"
    with pytest.raises(ConfigError) as caught:
        parse(text, FILE)
    assert str(caught.value) == f"{FILE}:4: {message}"
    assert set(parse_what_is_right(text).entries) == {"a.py", "b.py"}


def test_every_malformed_line_is_said_up_to_a_limit() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("x\n" * 3, FILE)
    assert str(caught.value).splitlines() == [f"{FILE}:{line}: {NOT_A_LINE}" for line in (1, 2, 3)]
    with pytest.raises(ConfigError) as caught:
        parse("x\n" * 1_000, FILE)
    said = str(caught.value).splitlines()
    assert (len(said), said[-1]) == (MANY + 1, f"{FILE}: 990 more of its lines are wrong")


def test_a_large_one_takes_linear_time() -> None:
    text = "".join(f"p{number}/\\x0a.py{LINE[4:]}\n" for number in range(100_000))
    begun = time.process_time()
    assert parse(text, FILE).size == 100_000
    assert time.process_time() - begun < ENOUGH_SECONDS


# Real merges ----------------------------------------------------------------------------------

FILES = [f"m{number}.py" for number in range(6)]
FULL = {path: [finding(), finding(), finding("acme.gone")] for path in FILES}


def without(*paths: str) -> dict[str, list[Finding]]:
    return {path: list(found) for path, found in FULL.items() if path not in paths}


UNIONS = [
    pytest.param(without("m0.py"), without("m5.py"), without("m0.py", "m5.py"), id="far apart"),
    pytest.param(without("m1.py"), without("m1.py"), without("m1.py"), id="the same"),
    pytest.param(
        {**FULL, "m2.py": FULL["m2.py"][:2]},
        {**FULL, "m4.py": FULL["m4.py"][1:]},
        {**FULL, "m2.py": FULL["m2.py"][:2], "m4.py": FULL["m4.py"][1:]},
        id="one entry each",
    ),
    pytest.param(
        {**without("m0.py"), "new.py": FULL["m0.py"]},
        without("m3.py"),
        {**without("m0.py", "m3.py"), "new.py": FULL["m0.py"]},
        id="renamed here, fixed there",
    ),
    pytest.param(FULL, without("m2.py", "m3.py"), without("m2.py", "m3.py"), id="nothing here"),
]


@needs_git
@pytest.mark.parametrize(("ours", "theirs", "expected"), UNIONS)
@pytest.mark.parametrize("swap", [False, True], ids=["ours first", "theirs first"])
def test_union_merge(
    ours: dict[str, list[Finding]],
    theirs: dict[str, list[Finding]],
    expected: dict[str, list[Finding]],
    swap: bool,
    repo: Project,
) -> None:
    if swap:
        ours, theirs = theirs, ours
    merged = merge(repo, baseline(FULL), baseline(ours), baseline(theirs))
    assert merged.entries == baseline(expected).entries


@needs_git
def test_union_merge_of_neighbours(repo: Project) -> None:
    """Where both change the same lines, what one took out may come back; nothing is lost."""
    kept, other = without("m1.py", "m3.py"), without("m2.py")
    merged = merge(repo, baseline(FULL), baseline(kept), baseline(other))
    least = baseline(without("m1.py", "m2.py", "m3.py")).entries
    assert least.items() <= merged.entries.items() <= baseline(FULL).entries.items()


@needs_git
def test_a_merge_without_union_is_a_conflict_that_is_said(repo: Project) -> None:
    with pytest.raises(ConfigError, match="a merge conflict: keep the lines of both sides"):
        merge(repo, baseline(FULL), baseline(without("m1.py")), baseline({"x.py": [finding()]}), "")


def merge(
    repo: Project, base: Baseline, ours: Baseline, theirs: Baseline, attribute: str = "merge=union"
) -> Baseline:
    repo.put({".gitattributes": f"{FILE} {attribute}\n"})
    for branch, made in (("base", base), ("theirs", theirs), ("ours", ours)):
        start = () if branch == "base" else ("base",)
        repo.git("checkout", "-q", "-B", branch, *start)
        repo.put({FILE: render(made)})
        repo.commit(branch)
    command = [*GIT, "merge", "--no-edit", "theirs"]
    done = subprocess.run(command, cwd=repo.root, capture_output=True)
    assert done.returncode == 0 or not attribute
    return parse(repo.file.read_text(encoding="utf-8"), FILE)

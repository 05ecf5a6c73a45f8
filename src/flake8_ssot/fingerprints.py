"""Is this file that one, moved? In, a file's text; out, a fingerprint that similar texts share.

A SimHash (Charikar, 2002, "Similarity estimation techniques from rounding algorithms") of the runs
of three words: what a formatter changes does not count.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import islice

DIGITS = 16  # hexadecimal, of a fingerprint
BITS = 4 * DIGITS
# Bits in which the fingerprints of a file's versions may differ. Measured on 863 real renames and
# 5,000 pairs of different files in one folder (docs/baseline.md): all of the former that kept 60 %
# of their lines or more, none of the latter.
CLOSE = 14
CLOSE_NAMESAKES = 18  # of files with the same name, which tells them apart from most others
MAX_WORDS = 20_000

_WORD = re.compile(r"[^\W\d]\w{2,}")
_LANE = 32  # bits of a counter; all counters of a fingerprint lie side by side in one number
# Byte -> its bits, each in a lane of its own.
_SPREAD = [sum(1 << (_LANE * bit) for bit in range(8) if byte >> bit & 1) for byte in range(256)]


def fingerprint(text: str) -> str:
    """Sixteen hexadecimal digits; all zero for a text without words."""
    words = [match.group() for match in islice(_WORD.finditer(text), MAX_WORDS)]
    if not words:
        return "0" * DIGITS
    runs = {" ".join(words[start : start + 3]) for start in range(max(1, len(words) - 2))}
    counts = [0] * (BITS // 8)  # for each byte of the hashes, eight counters of its set bits
    for run in runs:
        digest = blake2b(run.encode("utf-8", "replace"), digest_size=BITS // 8).digest()
        for place, byte in enumerate(digest):
            counts[place] += _SPREAD[byte]
    value = 0
    lane = (1 << _LANE) - 1
    for count in counts:
        for bit in reversed(range(8)):
            is_set = 2 * (count >> (_LANE * bit) & lane) > len(runs)
            value = value << 1 | is_set
    return f"{value:0{DIGITS}x}"


def distance(first: str, second: str) -> int:
    """In how many bits two fingerprints differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()

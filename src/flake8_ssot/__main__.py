"""`python -m flake8_ssot` is `ssot`."""

from __future__ import annotations

import sys

from flake8_ssot.cli import main

if __name__ == "__main__":
    sys.exit(main())

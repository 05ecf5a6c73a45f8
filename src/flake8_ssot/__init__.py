"""Find, judge and finish Python migrations: deprecated paths and legacy signatures."""

from __future__ import annotations

__version__ = "0.1.0"

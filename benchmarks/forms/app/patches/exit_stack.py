"""patch targets: `stack.enter_context(patch(...))`"""

from contextlib import ExitStack
from unittest.mock import patch

with ExitStack() as stack:
    stack.enter_context(patch("acme.legacy.Engine"))  # expect: SOT104

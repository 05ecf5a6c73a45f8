"""patch targets: `patch.multiple("acme.legacy", Engine=DEFAULT)`"""

from unittest.mock import DEFAULT, patch

with patch.multiple("acme.legacy", Engine=DEFAULT):  # expect: SOT104
    pass

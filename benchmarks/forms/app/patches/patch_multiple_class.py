"""patch targets: `patch.multiple`, a class that moved out of a module that stays"""

from unittest.mock import DEFAULT, patch

with patch.multiple("acme.tools", hammer=DEFAULT, Engine=DEFAULT):  # expect: SOT104
    pass

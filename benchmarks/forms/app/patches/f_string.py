"""patch targets: an f-string with a constant"""

from unittest.mock import patch

MODULE = "acme.legacy"  # form

patch(f"{MODULE}.Engine").start()  # expect: SOT104

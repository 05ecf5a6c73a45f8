"""patch targets: adjacent pieces of a string"""

from unittest.mock import patch

patch("acme.legacy" ".Engine").start()  # expect: SOT104

"""patch targets: a constant of the file"""

from unittest.mock import patch

TARGET = "acme.legacy.Engine"  # expect: SOT104

patch(TARGET).start()  # form

"""dynamic imports: an f-string with a constant"""

import importlib

PACKAGE = "acme"

importlib.import_module(f"{PACKAGE}.legacy")  # expect: SOT103

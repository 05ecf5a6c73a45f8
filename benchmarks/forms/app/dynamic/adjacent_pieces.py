"""dynamic imports: adjacent pieces of a string"""

import importlib

importlib.import_module("acme." "legacy")  # expect: SOT103

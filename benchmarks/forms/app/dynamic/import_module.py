"""dynamic imports: `importlib.import_module("acme.legacy")`"""

import importlib

importlib.import_module("acme.legacy")  # expect: SOT103

"""dynamic imports: the name is a constant of the file"""

import importlib

MODULE = "acme.legacy"  # expect: SOT103

importlib.import_module(MODULE)  # form

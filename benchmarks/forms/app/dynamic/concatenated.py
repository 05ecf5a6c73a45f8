"""dynamic imports: pieces joined by `+`"""

import importlib

importlib.import_module("acme" + ".legacy")  # expect: SOT103

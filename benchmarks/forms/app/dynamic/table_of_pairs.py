"""dynamic imports: a table of module and name"""

import importlib

BACKENDS = {"old": ("acme.legacy", "Engine")}  # expect: SOT105


def backend(key: str) -> object:
    module, name = BACKENDS[key]
    return getattr(importlib.import_module(module), name)  # form

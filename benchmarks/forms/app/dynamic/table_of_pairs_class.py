"""dynamic imports: a table of module and name, a class that moved out of a module that stays"""

import importlib

BACKENDS = {
    "hammer": ("acme.tools", "hammer"),
    "old": ("acme.tools", "Engine"),  # expect: SOT105
}


def backend(key: str) -> object:
    module, name = BACKENDS[key]
    return getattr(importlib.import_module(module), name)  # form

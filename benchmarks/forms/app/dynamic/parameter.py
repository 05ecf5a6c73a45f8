"""dynamic imports: through a function's parameter"""

import importlib


def fetch(name: str) -> object:
    return importlib.import_module(name)  # form


fetch("acme.legacy")  # expect: SOT105

"""dynamic imports: a table for the module's `__getattr__` (PEP 562)"""

import importlib

_LAZY = {"Engine": "acme.legacy"}  # expect: SOT105


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(name)
    return getattr(importlib.import_module(_LAZY[name]), name)  # form

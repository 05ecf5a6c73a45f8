"""clean: a local function named `import_module`"""

LOADED = []


def import_module(name: str) -> None:
    LOADED.append(name)


import_module("acme.legacy")

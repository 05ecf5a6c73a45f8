"""support: a module that stays, but one class of it moved"""

from acme.core import Engine


def hammer() -> None:
    pass

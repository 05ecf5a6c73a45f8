"""re-exports: an entry of `__all__`"""

from acme.legacy import Engine  # beside: SOT101

__all__ = ["Engine"]  # expect: SOT106

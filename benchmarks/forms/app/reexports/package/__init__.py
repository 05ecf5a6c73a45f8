"""re-exports: an import in `__init__.py`"""

from acme.legacy import Engine  # expect: SOT106

"""re-exports: `from acme.legacy import Engine as Engine`"""

from acme.legacy import Engine as Engine  # expect: SOT106

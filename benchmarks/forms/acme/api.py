"""support: a module that hands the old name on"""

from acme.legacy import Engine  # beside: SOT101

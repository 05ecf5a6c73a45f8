"""support: a module that hands on what acme.api hands on"""

from acme.api import Engine  # beside: SOT107

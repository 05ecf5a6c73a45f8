"""re-exports: a name taken from a module that hands it on"""

from acme.api import Engine  # expect: SOT107

Engine()  # form

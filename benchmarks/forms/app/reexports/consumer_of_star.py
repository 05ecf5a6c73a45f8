"""re-exports: handed on by a star import"""

from acme.everything import Engine  # expect: SOT107

Engine()  # form

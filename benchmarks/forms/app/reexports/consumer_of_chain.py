"""re-exports: handed on twice"""

from acme.public import Engine  # expect: SOT107

Engine()  # form

"""clean: `acme.legacy_v2`, another module"""

from acme.legacy_v2 import Engine

Engine()

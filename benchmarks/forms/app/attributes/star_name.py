"""attributes: a star import's name, a class that moved out of a module that stays"""

from acme.tools import *

hammer()
Engine()  # expect: SOT102

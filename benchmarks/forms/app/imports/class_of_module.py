"""imports: a class that moved out of a module that stays"""

from acme.tools import Engine, hammer  # expect: SOT101

hammer()
Engine()  # form

"""clean: another name of a module that only one class left"""

import importlib

from acme.tools import hammer

hammer()
importlib.import_module("acme.tools").hammer()

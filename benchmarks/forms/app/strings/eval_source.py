"""other strings: the source text of `eval`"""

import acme

eval("acme.legacy.Engine()")  # expect: SOT105

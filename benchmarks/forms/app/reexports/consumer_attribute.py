"""re-exports: by attribute, `api.Engine`"""

from acme import api

api.Engine()  # expect: SOT107

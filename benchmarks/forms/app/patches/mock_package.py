"""patch targets: of the package `mock`"""

import mock

mock.patch("acme.legacy.Engine").start()  # expect: SOT104

"""patch targets: on a class"""

from unittest import TestCase, mock


@mock.patch("acme.legacy.Engine")  # expect: SOT104
class EngineTest(TestCase):
    pass

"""other strings: put into the environment"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acme.legacy")  # expect: SOT105

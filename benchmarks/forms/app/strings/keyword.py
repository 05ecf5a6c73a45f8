"""other strings: a keyword argument that names code"""

from app.tasks import schedule

schedule(every=60, handler="acme.legacy.start")  # expect: SOT105

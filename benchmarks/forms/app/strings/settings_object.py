"""other strings: assigned to another object's settings"""

from celery import Celery

app = Celery()
app.conf.imports = ["acme.legacy"]  # expect: SOT105

"""other strings: a list of settings that others read"""

INSTALLED_APPS = [
    "django.contrib.admin",
    "acme.legacy",  # expect: SOT105
]

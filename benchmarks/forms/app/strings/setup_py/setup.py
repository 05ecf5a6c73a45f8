"""other strings: entry points in `setup.py`"""

from setuptools import setup

setup(
    name="acme-app",
    entry_points={
        "console_scripts": ["acme-start = acme.legacy:start"],  # expect: SOT105
    },
)

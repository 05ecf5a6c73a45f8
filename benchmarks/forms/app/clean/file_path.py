"""clean: the path of a file"""

SOURCE = "acme/legacy.py"

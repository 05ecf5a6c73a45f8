"""other strings: the source text of `exec`"""

exec("from acme.legacy import Engine")  # expect: SOT105

"""A compat bridge: the whole module has moved."""

from shop.services.user_context import *

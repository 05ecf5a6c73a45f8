"""A small backend in the middle of a migration."""

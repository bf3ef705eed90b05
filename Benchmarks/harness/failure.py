"""The one exception that ends a run with a message for people."""


class BenchFailure(Exception):
    """Something is missing or a result is not to be trusted: the run ends, and the row is not printed."""

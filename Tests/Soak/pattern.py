"""Bytes that both ends can make and check without holding them: a block of a prime length, again and again."""

LENGTH = 65521
_BLOCK = bytes((7 * i + (i >> 8)) & 0xFF for i in range(LENGTH))
_BLOCKS = memoryview(_BLOCK * 34)
# Bytes that `piece` gives at most.
LIMIT = LENGTH * 33


def piece(offset: int, count: int) -> memoryview:
    """`count` bytes of the pattern from `offset` on."""
    start = offset % LENGTH
    return _BLOCKS[start : start + count]


class Checker:
    """Compares what comes with the pattern."""

    def __init__(self) -> None:
        self.count = 0
        self.is_right = True

    def feed(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while len(view) > 0:
            part = view[:LIMIT]
            if part != piece(self.count, len(part)):
                self.is_right = False
            self.count += len(part)
            view = view[len(part) :]

"""Reads a neutral instance into numpy arrays, a piece at a time."""

from collections.abc import Iterator

import numpy as np

PIECE = 1 << 24


class Head:
    """What stands before and between the `e` lines."""

    def __init__(self) -> None:
        self.groups = 0
        self.places = 0
        self.capacity = np.zeros(0, dtype=np.int64)
        self.size = np.zeros(0, dtype=np.int64)

    def take(self, line: bytes) -> None:
        match line.split():
            case [b"p", b"assign", groups, places]:
                self.groups, self.places = int(groups), int(places)
                self.capacity = np.zeros(self.places, dtype=np.int64)
                self.size = np.ones(self.groups, dtype=np.int64)
            case [b"v", place, capacity]:
                self.capacity[int(place) - 1] = int(capacity)
            case [b"g", group, size]:
                self.size[int(group) - 1] = int(size)


def pairs(path: str, head: Head) -> Iterator[np.ndarray]:
    """Gives rows of (group, place, score), places and groups from 0; fills `head` on the way."""
    with open(path, "rb") as file:
        while lines := file.readlines(PIECE):
            for line in lines:
                if not line.startswith(b"e"):
                    head.take(line)
            text = b"".join(line[2:] for line in lines if line.startswith(b"e"))
            rows = np.fromstring(text.decode(), dtype=np.int64, sep=" ").reshape(-1, 3)
            rows[:, :2] -= 1
            yield rows

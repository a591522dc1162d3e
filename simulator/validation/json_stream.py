"""Elements of the arrays at the top of a JSON file, one after the other, so that memory holds one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
_SPACE = " \t\r\n"


class JsonStream:
    """A JSON file whose value is an object. Raises ValueError where the text is no such object."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = json.JSONDecoder()

    def items(self) -> Iterator[tuple[str, Any]]:
        """(key, element) of every array at the top, (key, value) of everything else."""
        with self._path.open(encoding="utf-8") as stream:
            text = _Text(stream)
            text.expect("{")
            while text.next_is_not("}"):
                key = text.value(self._decoder)
                text.expect(":")
                if not text.skip("["):
                    yield key, text.value(self._decoder)
                else:
                    while text.next_is_not("]"):
                        yield key, text.value(self._decoder)
                        text.skip(",")
                    text.expect("]")
                text.skip(",")
            text.expect("}")

    def elements(self, wanted: str) -> Iterator[Any]:
        """The elements of one array."""
        return (element for key, element in self.items() if key == wanted)


class _Text:
    """A window on the text of a file that grows at its end and is cut at its start."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._text, self._at = stream, "", 0

    def expect(self, character: str) -> None:
        if not self.skip(character):
            raise ValueError(f"expected '{character}', found '{self._text[self._at : self._at + 12]}'")

    def skip(self, character: str) -> bool:
        """Goes over the character where it stands next, after white space."""
        found = self._next() == character
        self._at += found
        return found

    def next_is_not(self, character: str) -> bool:
        following = self._next()
        if not following:
            raise ValueError("the text ends too early")
        return following != character

    def value(self, decoder: json.JSONDecoder) -> Any:
        self._next()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more():
                    raise ValueError("the text ends too early, or is no JSON") from None
                continue
            if end == len(self._text) and self._more():  # a number may go on
                continue
            self._at = end
            return value

    def _next(self) -> str:
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        chunk = self._stream.read(CHUNK)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

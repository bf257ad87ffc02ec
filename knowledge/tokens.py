"""Count tokens as the cl100k_base encoding does, without ever asking the network; else count too many, never too few.

The encoding's data is a file that tiktoken would download. It is looked for in PATENTBRIDGE_HOME/tiktoken, in
TIKTOKEN_CACHE_DIR and in installed packages that ship it, and used only where its hash is the one tiktoken expects.
`fill_cache` is the only place that may download it: in a process of its own, with a deadline.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import logging
import os
import subprocess
import sys
import threading
import types
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.lazy_patterns import lazy_pattern

if TYPE_CHECKING:
    import tiktoken

_log = logging.getLogger(__name__)

ENCODING = "cl100k_base"
_SHIPPED = (
    ("tiktoken_ext", "data"),
    ("llama_index", "core/_static/tiktoken_cache"),
    ("litellm", "litellm_core_utils/tokenizers"),
)
_DIGITS = lazy_pattern("[0-9]{2,}")
_DOWNLOAD = f"import tiktoken; tiktoken.get_encoding({ENCODING!r})"


def token_counter(folders: Sequence[Path] | None = None) -> CachedTokenCounter:
    """Return the counter over the given cache folders; by default those that the environment names."""
    return CachedTokenCounter(cache_folders() if folders is None else folders)


def cache_folders() -> tuple[Path, ...]:
    """Return where the encoding's file may lie, our own folder first."""
    home = Path(os.environ.get("PATENTBRIDGE_HOME") or ".patentbridge")
    named = os.environ.get("TIKTOKEN_CACHE_DIR")
    return (home / "tiktoken", *([Path(named)] if named else []), *_shipped_folders())


class CachedTokenCounter:
    """A TokenCounter: exact where the encoding's file is at hand, else `most_tokens`. It can be pickled."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._loaded = False
        self._encoding: tiktoken.Encoding | None = None

    def count(self, text: str) -> int:
        """Return the number of tokens, exact or too high."""
        encoding = self._load()
        if encoding is None:
            return most_tokens(text)
        return len(encoding.encode_ordinary(text.encode("utf-8", "replace").decode("utf-8")))

    @property
    def exact(self) -> bool:
        """Say whether the encoding's file was found."""
        return self._load() is not None

    def _load(self) -> tiktoken.Encoding | None:
        if not self._loaded:
            with self._lock:
                if not self._loaded:
                    self._encoding = load_encoding(self._folders)
                    self._loaded = True
        return self._encoding

    def __getstate__(self) -> tuple[Path, ...]:
        return self._folders

    def __setstate__(self, folders: tuple[Path, ...]) -> None:
        self.__init__(folders)  # type: ignore[misc]


def most_tokens(text: str) -> int:
    """Return an upper bound of the tokens of any text.

    Every token covers at least one byte, so the bytes are a bound. Two things about the encoding make it tighter:
    a run of digits is cut into pieces of three, each one token; and of adjacent tokens no two together are a token,
    so that where the first two bytes of a three-byte character are one, at most two tokens begin in it.
    """
    total = len(text.encode("utf-8", "replace"))
    if total > len(text):
        total -= len(_CHEAPER.findall(text))
    for run in _DIGITS.finditer(text):
        start, end = run.span()
        if not (text[start - 1 : start].isnumeric() or text[end : end + 1].isnumeric()):
            total -= end - start - (end - start + 2) // 3
    return total


def load_encoding(folders: Sequence[Path]) -> tiktoken.Encoding | None:
    """Build the encoding from a file in one of the folders; None where no folder has the right one."""
    import tiktoken

    openai_public = importlib.import_module("tiktoken_ext.openai_public")

    def ranks(url: str, expected_hash: str) -> dict[bytes, int]:
        for path in _candidates(folders, url):
            found = _ranks(path, expected_hash)
            if found is not None:
                return found
        raise FileNotFoundError(url)

    constructor = openai_public.ENCODING_CONSTRUCTORS[ENCODING]
    offline = types.FunctionType(
        constructor.__code__, {**vars(openai_public), "load_tiktoken_bpe": ranks}, constructor.__name__
    )
    try:
        arguments: dict[str, Any] = offline()
    except FileNotFoundError:
        _log.info("no file of the %s encoding: tokens are counted too high", ENCODING)
        return None
    return tiktoken.Encoding(**arguments)


def fill_cache(folder: Path, deadline_s: float) -> bool:
    """Try once to download the encoding's file into a folder; say whether a right one is there afterwards.

    It runs in a process of its own that is ended at the deadline: a proxy that never answers holds nothing up.
    """
    if load_encoding((folder,)) is not None:
        return True
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TIKTOKEN_CACHE_DIR": str(folder)}
    try:
        subprocess.run(
            [sys.executable, "-c", _DOWNLOAD],
            env=environment,
            timeout=deadline_s,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (subprocess.SubprocessError, OSError) as error:
        _log.info("the %s encoding was not downloaded: %s", ENCODING, type(error).__name__)
    return load_encoding((folder,)) is not None


def _candidates(folders: Sequence[Path], url: str) -> Iterator[Path]:
    names = (hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest(), url.rsplit("/", 1)[-1])
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                yield folder / name


def _ranks(path: Path, expected_hash: str) -> dict[bytes, int] | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != expected_hash:
        _log.warning("%s is not the file of the %s encoding", path.name, ENCODING)
        return None
    pairs = (line.split() for line in data.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def _shipped_folders() -> Iterator[Path]:
    for entry in sys.path:
        for package, inside in _SHIPPED:
            folder = Path(entry) / package / inside
            if folder.is_dir():
                yield folder


# Bit n of the mask of lead byte 0xE0 + k: the bytes (0xE0 + k, 0x80 + n) are one token of the encoding.
_LEAD_PAIRS = {
    0x2: 0x00000000F3F20377,
    0x3: 0x000000000000002F,
    0x4: 0xFF00000000000000,
    0x5: 0xFF87E0BFB87BFFEB,
    0x6: 0x1FFFF02BFFF6FF1B,
    0x7: 0x7C36FFF63E31C312,
    0x8: 0xE0FFE7CE0201BF8F,
    0x9: 0x4800024F3FFC108F,
    0xA: 0x03AF000000000000,
    0xB: 0x014D86EBC019AC34,
    0xC: 0x024500D17FE00C7C,
    0xD: 0x000000000320141A,
    0xE: 0x0000000000000000,
    0xF: 0xF100000000000004,
}


def _cheaper() -> str:
    """Return a character class of the three-byte characters whose first two bytes are one token."""
    blocks = (
        (lead << 12) | (second << 6)
        for lead, mask in _LEAD_PAIRS.items()
        for second in range(64)
        if mask >> second & 1
    )
    return "[" + "".join(f"{chr(first)}-{chr(first + 63)}" for first in blocks) + "]"


_CHEAPER = lazy_pattern(_cheaper())

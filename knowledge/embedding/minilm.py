"""MiniLM on this machine: Chinese is bridged to English first, then texts become vectors by onnxruntime."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.analysis import fold, runs
from knowledge.bridge import DictionaryBridge
from knowledge.embedding.minilm_model import Progress, model_file, model_name, weights_folder
from knowledge.embedding.unit import unit
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Nearness, Vectors
from knowledge.silent_runtime import silence
from knowledge.types import Language

MAX_WORD_PIECES = 256  # what the model was trained on, [CLS] and [SEP] included
_WINDOWS_AT_MOST = 4
_BATCH_WORD_PIECES = 512  # what a batch works on stays in the processor's own cache
_MOST_THREADS = 4
_SPECIAL = 2
_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 64
_PRE_TOKENS = lazy_pattern(
    r"[^ \t\n\r!-/:-@\[-`{-~]+|[!-/:-@\[-`{-~]"
)  # what else separates words is left to the tokenizer


class MiniLmEmbedder:
    """Implements protocols.Embedder. The model is converted into `cache_folder` once, loaded at first use.

    A text over the limit is not cut silently: it is embedded window by window (up to four) and averaged. Batches run
    beside each other, one thread each: that costs less than several threads for one batch.
    """

    dimensions = 384
    languages = frozenset({Language.EN})
    nearness = Nearness(related=0.47, unrelated=0.37)  # `benchmarks far-needs`

    def __init__(self, cache_folder: Path, bridge: DictionaryBridge, *, threads: int | None = None) -> None:
        self.embedder_id = f"{model_name()}+{bridge.version}"
        self._cache_folder = cache_folder
        self._bridge = bridge
        self._threads = threads or min(os.cpu_count() or 1, _MOST_THREADS)
        self._lock = threading.Lock()
        self._session: Any = None
        self._pool: ThreadPoolExecutor | None = None
        self._tokenizer: Any = None
        self._counts = _PieceCounts(self._count)
        self._gloss_counts = _PieceCounts(self._count_glosses)

    def __reduce__(self) -> tuple[type[MiniLmEmbedder], tuple[object, ...]]:
        """Travel to another process by what it was made of; it loads there at first use."""
        return (type(self), (self._cache_folder, self._bridge))

    def prepare(self, progress: Progress | None = None) -> None:
        """Convert the model where that was not done yet, and load it."""
        with self._lock:
            if self._session is None:
                self._session = _open_session(model_file(self._cache_folder, progress))

    def fits(self, text: str, language: Language) -> bool:
        """Say whether the whole text, after bridging, is inside the model's input limit."""
        most = MAX_WORD_PIECES - _SPECIAL
        if language is not Language.ZH:
            return (len(text) <= most and text.isascii()) or self._counts.total(text) <= most
        folded = fold(text)  # the pivot text is words with spaces between: its pieces are the sum of theirs
        pieces = sum(map(self._gloss_counts.__getitem__, self._bridge.cut(folded)))
        return pieces + sum([self._counts[run] for is_han, run in runs(folded) if not is_han]) <= most

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Return one row per text, shape (len(texts), 384), L2-normalised."""
        windows, owner = [], []
        for row, of_text in enumerate(self.windows(texts, languages)):
            windows.extend(of_text)
            owner.extend([row] * len(of_text))
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if windows:
            np.add.at(sums, owner, self.encode(windows))
        return unit(sums)

    def embed_query(self, text: str, language: Language) -> Vectors:
        """Return shape (384,), L2-normalised."""
        return np.asarray(self.embed_passages([text], [language])[0], dtype=np.float32)

    def windows(self, texts: Sequence[str], languages: Sequence[Language]) -> list[list[list[int]]]:
        """Return each text's windows of word pieces, after bridging, as the model reads them: at least one."""
        prepared = [self._prepared(text, language) for text, language in zip(texts, languages, strict=True)]
        return [list(_windows(pieces)) for pieces in self._pieces(prepared)]

    def encode(self, windows: Sequence[list[int]]) -> Vectors:
        """Return one row per window of word pieces: the model alone."""
        self.prepare()
        found = np.empty((len(windows), self.dimensions), dtype=np.float32)

        def encode(rows: list[int]) -> None:
            ids = np.asarray([windows[row] for row in rows], dtype=np.int64)
            found[rows] = self._session.run(None, {"input_ids": ids})[0]

        batches = list(_batches([len(window) for window in windows]))
        if len(batches) == 1 or self._threads == 1:
            for rows in batches:
                encode(rows)
        else:
            list(self._workers().map(encode, batches))
        return found

    def _count(self, text: str) -> int:
        return len(self._pieces([text])[0])

    def _count_glosses(self, word: str) -> int:
        return sum(self._counts[gloss] for gloss in self._bridge.glosses(word))

    def _prepared(self, text: str, language: Language) -> str:
        return self._bridge.to_english(text) if language is Language.ZH else text

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        if self._tokenizer is None:
            self._tokenizer = _open_tokenizer()
        return [
            encoding.ids for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def _workers(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="minilm")
            return self._pool


class _PieceCounts(dict[str, int]):
    """Word pieces per word, counted when a word is first met: the pieces of a text are the sum of its words'.

    The tokenizer cuts at white space and isolates punctuation first, and looks at each word alone.
    """

    def __init__(self, count: Callable[[str], int]) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, word: str) -> int:
        count = self._count(word)
        if len(word) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = count
        return count

    def total(self, text: str) -> int:
        return sum(map(self.__getitem__, _PRE_TOKENS.findall(text)))


def _open_session(path: Path) -> Any:
    silence()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # the fused kernel takes twice the time of its parts
    )


def _open_tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _windows(pieces: list[int]) -> Iterator[list[int]]:
    """Cut word pieces into windows with [CLS] and [SEP] around each; an empty text is one window."""
    size = MAX_WORD_PIECES - _SPECIAL
    for start in range(0, min(max(len(pieces), 1), size * _WINDOWS_AT_MOST), size):
        yield [_CLS, *pieces[start : start + size], _SEP]


_CLS, _SEP = 101, 102


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group rows of one length, longest first, so that nothing is padded and the last batches are the short ones."""
    of_length: defaultdict[int, list[int]] = defaultdict(list)
    for row, length in enumerate(lengths):
        of_length[length].append(row)
    for length in sorted(of_length, reverse=True):
        rows = of_length[length]
        size = max(_BATCH_WORD_PIECES // length, 1)
        for start in range(0, len(rows), size):
            yield rows[start : start + size]

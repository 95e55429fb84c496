"""The vector index: FAISS, its kind chosen by size, under ids of our own."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faiss as _faiss
import numpy as np

from kg.errors import ArchiveError

if TYPE_CHECKING:
    from numpy.typing import NDArray

faiss: Any = _faiss  # its own type stubs lack half of what we call

FLAT_LIMIT = 10_000
"""Up to so many vectors every one is compared: exact, and still a tenth of embedding the query."""
PROBED = 0.6
"""Share of the clusters that a search in an index of `FLAT_LIMIT` vectors looks into; see `_probed`."""
_FEWER = 0.4
_TRAINING = 40  # vectors that the mean of a cluster is learnt from
_ALONE = 3_000_000  # comparisons that are quicker on one thread than others are woken up
_PADDING = -1.0  # the lowest cosine there is


class VectorIndex:
    """Vectors under ids, searched by inner product; that is cosine, as all vectors are of unit length.

    Up to `FLAT_LIMIT` vectors search is exact. Beyond that, vectors are kept in half precision in clusters (an
    inverted file over k-means cells), of which the nearest are searched. The same vectors give the same bytes on
    disk. An index may be searched from several threads.

    Attributes
    ----------
    ids
        int64, shape (n,), rising.
    """

    def __init__(self, mapped: Any) -> None:  # noqa: ANN401
        self._mapped = mapped  # owns the rest
        self._index = faiss.downcast_index(mapped.index)
        self.ids: NDArray[np.int64] = faiss.vector_to_array(mapped.id_map)
        self._clusters = int(getattr(self._index, "nlist", 0))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """``flat`` or ``clusters``."""
        return "clusters" if self._clusters else "flat"

    @property
    def _probed(self) -> float:
        """Share of the clusters to look into: the more vectors, the smaller a part of them holds the nearest."""
        fewer: float = (FLAT_LIMIT / max(FLAT_LIMIT, len(self))) ** _FEWER
        return PROBED * fewer

    @classmethod
    def build(cls, vectors: NDArray[np.float32], ids: NDArray[np.int64]) -> VectorIndex:
        """Index vectors.

        Parameters
        ----------
        vectors
            Shape (n, dimension), rows of unit length.
        ids
            Shape (n,), distinct, not negative, in any order.

        Raises
        ------
        ValueError
            Where the ids are not such.
        """
        order = np.argsort(ids, kind="stable")
        ids = np.ascontiguousarray(ids[order], dtype=np.int64)
        count, dimension = vectors.shape
        if ids.shape != (count,) or (count and (ids[0] < 0 or not np.diff(ids).all())):
            raise ValueError("ids must be distinct, not negative, and as many as there are vectors")
        vectors = np.ascontiguousarray(vectors[order], dtype=np.float32)
        index = faiss.IndexFlatIP(dimension) if count <= FLAT_LIMIT else _clustered(vectors)
        mapped = faiss.IndexIDMap(index)
        mapped.add_with_ids(vectors, ids)
        return cls(mapped)

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises
        ------
        ArchiveError
            Where it cannot be written.
        """
        try:
            faiss.write_index(self._mapped, str(path))
        except RuntimeError as error:
            raise ArchiveError(f"The vectors cannot be written to {path}: is the disk full?") from error

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Open an index file; it is mapped into memory, not read.

        Raises
        ------
        ArchiveError
            Where the file is missing or damaged.
        """
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, AttributeError) as error:
            raise ArchiveError(f"{path} is missing or damaged: build the archive again with `kg build`.") from error

    def search(
        self, queries: NDArray[np.float32], k: int, *, within: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Find the nearest vectors.

        Parameters
        ----------
        queries
            Shape (m, dimension).
        k
            How many to find for each query.
        within
            Only vectors with these ids are candidates; ids that the index lacks are passed over. None for all.

        Returns
        -------
        scores : array of shape (m, k), float32
            Cosines in -1 … 1, falling.
        ids : array of shape (m, k), int64
            Where fewer than `k` were found, -1 with the score -1.
        """
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        bits: NDArray[np.uint8] | None = None
        selector, candidates = None, len(self)
        if within is not None:
            chosen = np.zeros(len(self), bool)
            positions, found = self._positions(within)
            chosen[positions[found]] = True
            candidates = int(chosen.sum())
            bits = np.packbits(chosen, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        if candidates == 0 or k < 1:
            shape = (len(queries), max(k, 0))
            return np.full(shape, _PADDING, np.float32), np.full(shape, -1, np.int64)
        if self._clusters:
            # The fewer candidates, the more clusters must be opened to meet the nearest of them.
            probed = math.ceil(self._clusters * min(1.0, self._probed * len(self) / candidates))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probed)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        work = len(queries) * len(self) * (self._probed if self._clusters else 1)
        with _one_thread() if work <= _ALONE else nullcontext():
            scores, positions = self._index.search(queries, k, params=parameters)
        missing = positions < 0
        ids = self.ids[np.where(missing, 0, positions)]
        return np.where(missing, np.float32(_PADDING), scores), np.where(missing, np.int64(-1), ids)

    def reconstruct(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of known ids, shape (n, dimension), in the order of `ids`; errors are those of `places`."""
        return self.at(self.places(ids))

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where known ids stand in `VectorIndex.ids`, shape (n,).

        Raises
        ------
        ArchiveError
            Where an id is not in the index.
        """
        positions, found = self._positions(ids)
        if not found.all():
            raise ArchiveError("The vectors do not fit the archive's items: build it again with `kg build`.")
        return positions

    def at(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors at some positions, those of `ids`; shape (n, dimension)."""
        return self._halves.at(positions) if self._clusters else self._flat[positions]

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Inner products of one vector with all, shape (n,), in the order of `ids`; None where that takes too long."""
        if self._clusters:
            return None
        # Not by `@`: for so little work BLAS wakes threads that wait for one another longer than the work takes.
        found: NDArray[np.float32] = np.vecdot(self._flat, vector)
        return found

    @cached_property
    def _flat(self) -> NDArray[np.float32]:
        """All vectors, as a flat index holds them."""
        shape = (len(self), self.dimension)
        if not len(self):
            return np.zeros(shape, np.float32)
        held: NDArray[np.float32] = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        return held.reshape(shape)

    @cached_property
    def _halves(self) -> _Halves:
        """All vectors in half precision, as clusters hold them."""
        return _Halves(self._index)

    def _positions(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where ids stand in the index, and which of them do."""
        ids = np.asarray(ids, dtype=np.int64).reshape(-1)
        if not len(self):
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
        positions = np.minimum(np.searchsorted(self.ids, ids), len(self) - 1)
        return positions, self.ids[positions] == ids


class _Halves:
    """Vectors as an inverted file holds them, each to be reached by its position.

    FAISS unpacks them one by one, each by way of a new decoder, which for the thousand that a search looks at takes
    longer than the search. Here they are gathered as they are and unpacked together.
    """

    def __init__(self, index: Any) -> None:  # noqa: ANN401
        lists, self._size = index.invlists, int(index.code_size)
        lengths = np.array([lists.list_size(number) for number in range(index.nlist)], np.int64)
        places = [int(lists.get_codes(number)) if lengths[number] else 0 for number in range(index.nlist)]
        begins = np.array(places, np.int64)
        first = int(begins[lengths > 0].min())
        length = int((begins + lengths * self._size).max()) - first
        memory = np.ctypeslib.as_array(ctypes.cast(first, ctypes.POINTER(ctypes.c_uint8)), (length,))
        # One vector from every byte on: whichever of them is taken is copied as a whole.
        self._from = np.ndarray((length - self._size + 1,), f"V{self._size}", memory, strides=(1,))
        self._begins = begins - first
        self._entries: NDArray[np.int64] = faiss.vector_to_array(index.direct_map.array)

    def at(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors at some positions, shape (n, dimension)."""
        entries = self._entries[positions]  # the number of a list, and in the lower half a place in it
        places = self._begins[entries >> 32] + (entries & 0xFFFFFFFF) * self._size
        # Sign, exponent and fraction go to their places in 32 bits, and the product makes the exponent right: exact,
        # and three times as quick as numpy's conversion and FAISS's.
        bits = self._from[places].view(np.int16).astype(np.int32)
        bits <<= 16
        bits >>= 3  # the sign is repeated
        bits &= ~0x70000000
        vectors: NDArray[np.float32] = bits.view(np.float32).reshape(len(places), self._size // 2)
        vectors *= np.float32(2.0**112)
        return vectors


def _clustered(vectors: NDArray[np.float32]) -> Any:  # noqa: ANN401
    """An empty inverted file, its clusters learnt from an even sample of the vectors."""
    count, dimension = vectors.shape
    clusters = round(2 * math.sqrt(count))
    quantizer = faiss.IndexFlatIP(dimension)
    half = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexIVFScalarQuantizer(quantizer, dimension, clusters, half, faiss.METRIC_INNER_PRODUCT, False)
    index.set_direct_map_type(faiss.DirectMap.Array)
    index.cp.seed, index.cp.niter, index.cp.spherical = 1, 8, True
    step = max(1, count // (clusters * _TRAINING))
    with _one_thread():  # sums are the same in every run only where one thread adds them up
        index.train(np.ascontiguousarray(vectors[::step]))
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS work on the calling thread alone."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)

"""The space in which queries and passages are compared: centred by language, then turned by the model's adapter.

Two corrections of what an embedding model gives. The mean of its language is taken off each vector, and the rest is
multiplied with the matrix that was learned for the model, where there is one (`kg.embed.adapter`). What each is worth
stands in benchmarks/ablation.md.

What brings a question near its answer does not tell two items of one story from two of one subject. So where the model
has a matrix for that, too, items are compared with items behind it.

Multilingual models give each language a corner of its own: any two Chinese texts are closer than a Chinese text and its
English translation, so a query finds its own language first. The mean vector of a language is that corner; without it
only the meaning is left. Queries and passages are encoded differently and have means of their own. Measured with
multilingual-e5-small on 50 queries over ten issues (nDCG@10, item vectors only): all queries 0.54 -> 0.69,
cross-lingual ones 0.29 -> 0.72. One mean for both languages gains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embed.encoder import BothSides, Encoder
from kg.files import load_arrays
from kg.text.words import language_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ADAPTER, _LIKENESS = "adapter", "likeness"
LANGUAGES = ("zh", "en")

# Said in both languages, about nothing in particular, half like headlines and half like questions. With them a language
# that the archive hardly has (or only its readers use) still has a mean, and the means of queries do not follow the
# titles all the way (nDCG@10 0.71, against 0.69 with the titles alone).
_EVERYDAY = (
    ("新模型发布，速度更快、价格更低", "A new model is out, faster and cheaper"),
    ("一家初创公司完成新一轮融资", "A startup closes a new funding round"),
    ("研究人员公布了实验结果和数据", "Researchers publish their results and data"),
    ("公司公布季度财报，收入增长", "The company reports quarterly revenue growth"),
    ("关于安全和隐私的一份报告", "A report on safety and privacy"),
    ("开源项目的新版本", "A new version of an open-source project"),
    ("机器人走进工厂和家庭", "Robots move into factories and homes"),
    ("两家公司宣布合作", "Two companies announce a partnership"),
    ("政府讨论新的监管规则", "The government debates new rules"),
    ("值得一读的文章和书", "An article and a book worth reading"),
    ("芯片供应紧张，数据中心扩建", "Chips are scarce while data centres grow"),
    ("作者谈自己的一点看法", "The author shares an opinion"),
    ("怎样用工具写代码", "how to write code with tools"),
    ("为什么价格一直下降", "why prices keep falling"),
    ("谁收购了这家公司", "who bought the company"),
    ("最近有哪些新论文", "recent papers"),
    ("手机上的语音功能", "voice feature on phones"),
    ("医生怎么看新的诊断方法", "what doctors think of the new test"),
    ("便宜又好用的替代品", "a cheap and good alternative"),
    ("学校里还让不让用", "are schools allowing it"),
    ("性能对比测试", "performance comparison"),
    ("图片和视频生成", "image and video generation"),
    ("员工的工作会不会被取代", "will it replace people's jobs"),
    ("搜索引擎的变化", "changes in search engines"),
)
_MOST_TITLES = 32  # a sample is enough for a mean, and titles are encoded anew in every build


@dataclass(frozen=True, slots=True)
class LanguageMeans:
    """Mean vectors by language (``zh``, ``en``), each of shape (dimension,).

    Attributes
    ----------
    passages
        What to take off vectors of passages.
    queries
        What to take off vectors of queries.
    """

    passages: Mapping[str, NDArray[np.float32]]
    queries: Mapping[str, NDArray[np.float32]]


def centre(
    vectors: NDArray[np.float32], languages: Sequence[str], means: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Take the mean of its language off each vector and scale the rest to unit length.

    Parameters
    ----------
    vectors
        Shape (n, dimension).
    languages
        Language of each text.
    means
        Mean vector of each language; vectors of a language that it lacks are only scaled.

    Returns
    -------
    array of shape (n, dimension), rows of length one (or zero, where nothing is left)

    Examples
    --------
    >>> centre(np.array([[0.8, 0.6]], np.float32), ["en"], {"en": np.array([0.8, 0.0], np.float32)}).round(3).tolist()
    [[0.0, 1.0]]
    """
    rest = np.array(vectors, np.float32)
    for language, mean in means.items():
        rest[[name == language for name in languages]] -= mean
    return unit(rest)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows scaled to length one; what is next to nothing stays next to nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return scaled


def language_means(
    vectors: NDArray[np.float32], languages: Sequence[str], titles: Sequence[str], encoder: BothSides
) -> LanguageMeans:
    """Find the mean vectors of an archive's languages.

    Passages: the mean of the archive's own, drawn towards that of our everyday sentences where there are few. Queries:
    the middle between the everyday sentences and a sample of the item titles, both encoded as queries, because titles
    are what readers ask like.

    Parameters
    ----------
    vectors
        Vectors of all passages, shape (n, dimension).
    languages
        Language of each passage.
    titles
        Titles of the items, in any order; at most 32 of each language are encoded, the same ones in every build.
    encoder
        What made `vectors`.
    """
    passages: dict[str, NDArray[np.float32]] = {}
    queries: dict[str, NDArray[np.float32]] = {}
    kept = sorted(set(titles), key=lambda title: blake2b(title.encode("utf-8", "replace")).digest())
    for side, language in enumerate(LANGUAGES):
        everyday = [pair[side] for pair in _EVERYDAY]
        prior = encoder.encode_documents(everyday).sum(axis=0)
        own = vectors[[name == language for name in languages]]
        total = own.sum(axis=0, dtype=np.float64) + prior
        passages[language] = (total / (len(own) + len(everyday))).astype(np.float32)
        sample = [title for title in kept if language_of(title) == language][:_MOST_TITLES]
        means = [encoder.encode_queries(texts).mean(axis=0) for texts in (everyday, sample) if texts]
        queries[language] = np.mean(means, axis=0, dtype=np.float32)
    return LanguageMeans(passages, queries)


@dataclass(frozen=True, slots=True)
class Space:
    """Corrections for the vectors of one archive.

    Attributes
    ----------
    means
        What all texts of a language have in common.
    adapter
        What centred vectors are multiplied with, shape (dimension, dimension); None for a model without one.
    likeness
        What vectors of passages in this space are multiplied with to be compared with one another, of that shape; None
        where they are compared as they are.
    """

    means: LanguageMeans
    adapter: NDArray[np.float32] | None = None
    likeness: NDArray[np.float32] | None = None

    @classmethod
    def of(cls, means: LanguageMeans, encoder: Encoder, own: NDArray[np.float32] | None = None) -> Space:
        """The space of a model, or with another adapter in place of the model's: items are compared as they were."""
        if own is None or encoder.likeness is None:
            return cls(means, encoder.adapter if own is None else own, encoder.likeness)
        back = np.eye(len(own)) if encoder.adapter is None else encoder.adapter.astype(np.float64)
        likeness = np.linalg.solve(own.astype(np.float64), back @ encoder.likeness)
        return cls(means, own, likeness.astype(np.float32))

    def passages(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages in this space, of unit length, shape (n, dimension)."""
        return self._turned(centre(vectors, languages, self.means.passages))

    def queries(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of queries in this space, of unit length, shape (n, dimension)."""
        return self._turned(centre(vectors, languages, self.means.queries))

    def between(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Vectors of passages in this space as they are compared with one another, of about unit length."""
        return vectors if self.likeness is None else vectors @ self.likeness

    def towards(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What vectors in this space are multiplied with to tell how like one is to the passages of these vectors."""
        return vectors if self.likeness is None else self.between(vectors) @ self.likeness.T

    def _turned(self, centred: NDArray[np.float32]) -> NDArray[np.float32]:
        """Centred vectors through the adapter, of unit length."""
        if self.adapter is None:
            return centred
        return unit(centred @ self.adapter)

    def save(self, path: Path) -> None:
        """Write the space to a file."""
        arrays = {
            f"{side}.{language}": mean
            for side in ("passages", "queries")
            for language, mean in getattr(self.means, side).items()
        }
        matrices = {_ADAPTER: self.adapter, _LIKENESS: self.likeness}
        arrays |= {name: matrix for name, matrix in matrices.items() if matrix is not None}
        with path.open("wb") as stream:
            np.savez(stream, **arrays)

    @classmethod
    def load(cls, path: Path) -> Space:
        """Read a space from a file.

        Raises
        ------
        ArchiveError
            Where the file is missing or damaged.
        """
        stored = load_arrays(path)
        sides: dict[str, dict[str, NDArray[np.float32]]] = {"passages": {}, "queries": {}}
        for name, mean in stored.items():
            side, _, language = name.partition(".")
            if language and side in sides:
                sides[side][language] = mean
        means = LanguageMeans(sides["passages"], sides["queries"])
        return cls(means, stored.get(_ADAPTER), stored.get(_LIKENESS))

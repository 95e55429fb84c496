"""What is used of spaCy, imported without the libraries that it would only look for."""

from __future__ import annotations

import sys

# spaCy's own library imports torch wherever it is installed, which takes longer than all the rest of a small build;
# nothing here runs a network.
_HIDDEN = "torch"
if hides := _HIDDEN not in sys.modules:
    sys.modules[_HIDDEN] = None  # type: ignore[assignment]  # Python's way to say: cannot be imported
try:
    from spacy.attrs import NORM  # type: ignore[import-not-found]
    from spacy.lang.en.stop_words import STOP_WORDS
    from spacy.lang.zh import Chinese
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab
finally:
    if hides:
        del sys.modules[_HIDDEN]

__all__ = ["NORM", "STOP_WORDS", "Chinese", "Doc", "Language", "PhraseMatcher", "Vocab"]

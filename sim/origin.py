"""Of what sources and packages a result was made."""

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def version_of(name: str) -> str | None:
    """Give the version of a package; None where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def commit_of(file: Path) -> tuple[str | None, bool | None]:
    """Give the commit of the sources and whether they were changed since; nothing where git does not know this file."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(file.parent), *words], capture_output=True, text=True, timeout=10)
        done.check_returncode()
        return done.stdout.strip()

    try:
        git("ls-files", "--error-unmatch", file.name)
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None, None

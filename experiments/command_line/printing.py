"""A report as PDF, printed by a browser that is installed here: none is needed for anything else."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tenfold.experiments.command_line.beside import beside

VARIABLE = "TENFOLD_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome")
PLACES = (  # where they are on a Mac, off the path
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
LONGEST = 90.0  # [s] that a browser may take
QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-dev-shm-usage", "--no-pdf-header-footer",
    "--print-to-pdf-no-header",
)  # fmt: skip


class PrintingError(Exception):
    """Report that no PDF was made, and how to print all the same."""


def browser() -> str | None:
    """Find a browser that can print: the one named by TENFOLD_BROWSER, or else the first known one; None without.

    Raises
    ------
    PrintingError : the one that is named is not there
    """
    if asked := os.environ.get(VARIABLE):
        if found := shutil.which(os.path.expanduser(asked)):
            return found
        raise PrintingError(f"{VARIABLE} = {asked!r}: no such program")
    return next((found for name in (*NAMES, *PLACES) if (found := shutil.which(name))), None)


def print_pdf(page: Path, target: Path, longest: float = LONGEST) -> Path:
    """Print a page as PDF.

    Parameters
    ----------
    page : HTML
    target : of the PDF; replaced if it is there
    longest : time that the browser may take [s]

    Returns
    -------
    Path
        target

    Raises
    ------
    PrintingError : there is no browser, or it fails or takes too long; nothing half written is left
    OSError : the folder cannot be written
    """
    by_hand = f"open {page} in a browser and print it, on A4, to a file"
    program = browser()
    if program is None:
        raise PrintingError(f"pdf: no browser is here that could print ({', '.join(NAMES[:3])}, ...; {VARIABLE} may "
                            f"name one); {by_hand}")  # fmt: skip
    with beside(target) as work, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        work.touch()  # a folder that cannot be written is told before the browser is asked
        said = _run([program, *_options(profile), f"--print-to-pdf={work.resolve()}", page.resolve().as_uri()], longest)
        if not _is_pdf(work):
            raise PrintingError(f"pdf: {program} {said}; {by_hand}")
    return target


def _options(profile: str) -> Iterator[str]:
    yield from (*QUIET, f"--user-data-dir={profile}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in a container, where it would not start otherwise
        yield "--no-sandbox"


def _run(command: list[str], longest: float) -> str:
    """Run a browser and end it with all its processes; gives what is to be said if it left no PDF."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, start_new_session=True)  # fmt: skip
    except OSError as error:
        return f"cannot be run: {error.strerror or error}"
    try:
        _, told = process.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        return f"took longer than {longest:g} s"
    finally:
        _end(process)
    last = (told.decode(errors="replace").split("\n")[-2:] or [""])[0][:200]
    return f"made none (exit status {process.returncode}{': ' if last else ''}{last})"


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _is_pdf(path: Path) -> bool:
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]

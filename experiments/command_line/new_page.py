"""Write the page of a new experiment, which runs as it is: `tenfold new experiment NAME`."""

import re
from pathlib import Path

from tenfold.experiments.registry import EXPERIMENTS
from tenfold.sim.errors import InputError


def new_experiment(name: str, folder: Path) -> list[Path]:
    """Write NAME.py, with a study to be replaced, and NAME.yaml, which says what market it is asked of.

    Parameters
    ----------
    name : of the experiment and its files: small letters, digits and _
    folder : where they go

    Returns
    -------
    list of Path
        the files

    Raises
    ------
    InputError : the name cannot be one, or is taken; a file is there already
    OSError : a file cannot be written
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    if not re.fullmatch("[a-z][a-z0-9_]*", name) or name in EXPERIMENTS:
        allowed = "small letters, digits and _, beginning with a letter; and no name that tenfold list shows"
        raise InputError("name", name, allowed)
    files = [folder / f"{name}{ending}" for ending in (".py", ".yaml")]
    for file in files:
        if file.exists():
            raise InputError(str(file), allowed="a name of which there is no file yet")
    loader = PackageLoader("tenfold.experiments.study", "")
    pages = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True)
    for file in files:
        page = pages.get_template(f"page{file.suffix}.jinja")
        file.write_text(page.render(name=name, title=name.replace("_", " ").capitalize()), encoding="utf-8")
    return files

"""Write the page of a new experiment, which runs as it is: `tenfold new experiment NAME`."""

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

    if not name.isidentifier() or name != name.lower() or name in EXPERIMENTS:
        allowed = "small letters, digits and _, beginning with a letter; and no name that tenfold list shows"
        raise InputError("name", name, allowed)
    files = [folder / f"{name}.py", folder / f"{name}.yaml"]
    for file in files:
        if file.exists():
            raise InputError(str(file), allowed="a name of which there is no file yet")
    pages = Environment(loader=PackageLoader("tenfold.experiments.study", ""), undefined=StrictUndefined,
                        keep_trailing_newline=True)  # fmt: skip
    words = name.split("_")
    text = pages.get_template("page.py.jinja").render(
        title=" ".join(words).strip().capitalize(), kind="".join(word.capitalize() for word in words) or "Own"
    )
    files[0].write_text(text, encoding="utf-8")
    question = text.partition('question="')[2].partition('"')[0]
    files[1].write_text(f"# {question}\n#   tenfold run {name}.py\nmarket:\n  size: 2000\nseeds: 8\n", encoding="utf-8")
    return files

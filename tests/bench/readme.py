"""Figures in the README, made by the command that measures them."""

from collections.abc import Sequence

from tests.live import ROOT

README = ROOT / "README.md"


def put(name: str, lines: Sequence[str]) -> None:
    """The lines stand between `<!-- name: -->` and `<!-- :name -->`, in the place of those of the last run."""
    before, begin, rest = README.read_text().partition(f"<!-- {name}: -->")
    _, end, after = rest.partition(f"<!-- :{name} -->")
    if not end:
        raise SystemExit(f"README.md has no place for {name}")
    README.write_text(f"{before}{begin}\n" + "\n".join(lines) + f"\n{end}{after}")

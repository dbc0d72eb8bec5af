import pytest

from tests.bench.scoring import at_most


@pytest.mark.parametrize(
    ("errors", "boxes", "bound"),
    [(0, 29, 0.0981), (0, 10_000, 0.00029953), (3, 100, 0.0757), (1, 20, 0.2161), (5, 5, 1.0), (0, 0, 1.0)],
)
def test_the_bound_of_the_error_rate_is_that_of_the_tables_of_clopper_and_pearson(
    errors: int, boxes: int, bound: float
) -> None:
    assert at_most(errors, boxes) == pytest.approx(bound, rel=0.002)

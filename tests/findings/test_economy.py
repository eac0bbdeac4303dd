"""The size of an economy, its people, and output a head."""

import pytest


def test_output_a_head_is_output_over_people(now):
    """All three are of one year, the last full one known of every economy."""
    for economy in now.catalogue.economies:
        c, key = now.catalogue, f"economy.{economy}"
        for measure in ("gdp", "gdp_ppp"):
            assert c[f"{key}.{measure}_per_head"].value == pytest.approx(
                c[f"{key}.{measure}"].value / c[f"{key}.population"].value
            )
        years = {c[f"{key}.{name}"].observation.period_end.year for name in ("gdp", "gdp_ppp", "population")}
        assert years == {c.gdp_year}


def test_units_say_whose_dollars_they_are(now):
    assert now.catalogue["economy.JPN.gdp_per_head"].quantity.unit == "USD per persons"
    assert now.catalogue["economy.JPN.gdp_ppp_per_head"].quantity.unit == "INTUSD per persons"

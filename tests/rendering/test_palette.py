from analysis.rendering import palette


def test_a_drawing_by_itself_has_the_colours_of_the_night_for_who_prefers_them():
    night = palette.by_night_too('<svg><path style="fill: #1b2733; stroke: #ffffff"/></svg>')
    assert night.startswith(
        '<svg><path style="fill: #1b2733; stroke: #ffffff"/><style>@media (prefers-color-scheme: dark)'
    )
    assert '[style*="fill: #1b2733"]{fill:#e4e9ee!important}' in night
    assert '[style*="stroke: #ffffff"]{stroke:#12181e!important}' in night
    assert night.endswith("}</style></svg>")
    assert palette.by_night_too("<svg/>") == "<svg/>"

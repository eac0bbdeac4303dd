"""What the explorer shows of this study: unicorns, the size of Japan's chip support, and yen in dollars."""

from __future__ import annotations

from analysis.report.explorer_declarations import Exploration, ExplorerTopic, Slider
from analysis.study.charts import unicorn_density
from analysis.study.charts_money import dollar_figures, subsidy_yardsticks

# Each text has a sentence a paragraph; one whose numbers were not public yet is left out.

CHIP_SENTENCES = """
If “much larger” means at least {choice.much_larger} times, the claim that Japan’s chip subsidies are a much larger
share of GDP than America’s is {verdict:C26}, and holds in {holds.C26} ways of counting. The claim about Germany is
{verdict:C27}, and holds in {holds.C27}.

Counted {phrase:basis}, Japan’s chip support comes to {subsidy.JPN.chosen} of GDP, {subsidy.ratio.USA.chosen} times
America’s.
""".strip().split("\n\n")

YEN_SENTENCES = """
Converted {phrase:rate_rule}, Japan’s chip support comes to {yen.subsidy.chosen}, and Amazon’s pledge to
{yen.AWS.chosen}. The article has {claim.C25} and {claim.C04}.
""".strip().split("\n\n")

UNICORN_SENTENCES = """
On the list of {unicorns.JPN.date} {entity:@} has {unicorns.@.chosen} unicorns {phrase:denominator},
{unicorns.@.count} in all.

Japan has {unicorns.JPN.chosen} and {entity:USA} {unicorns.USA.chosen}: {unicorns.ratio.USA.chosen} times as many.
""".strip().split("\n\n")

EXPLORATION = Exploration(
    topics=(
        ExplorerTopic("Chip subsidies", ("much_larger", "basis"), CHIP_SENTENCES, subsidy_yardsticks),
        ExplorerTopic("Yen in dollars", ("rate_rule", "own_rate"), YEN_SENTENCES, dollar_figures),
        ExplorerTopic("Unicorns", ("denominator",), UNICORN_SENTENCES, unicorn_density),
    ),
    sliders={
        "own_rate": Slider("Yen for a dollar", high=400, step=1, start=150.0),
        "much_larger": Slider("“Much larger” means at least", high=4, step=0.05),
    },
)

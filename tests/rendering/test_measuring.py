"""Numbers in words: which are refused, and which only name things."""

import pytest

from analysis.rendering.measuring import MEASURE, measuring_faults, refusal

MEASURING = """
seven weeks | a tenth of the evidence | at most a tenth. | twice | two thirds | two-thirds | one-third | three times
half of it | half its size | by half | one half | halved | a dozen years | dozens of firms | tenfold | ten-fold
two years | two-year plan | two more years | one year later | seven unicorns | twenty-one firms | thirty-second place
second place | five places ahead | two places behind | one per cent | two percentage points | one billion dollars
a hundred yen | thousands of people | billions of dollars | doubled | a couple of years | three-quarters | a third more
a million firms | about a billion dollars | several trillion yen | · million firms | · per cent | ·%
many times as much | several times | octupled | an order of magnitude | every second firm
more than a quarter, they say | nineteen hundred | Seven Weeks | five cities | eight parties
umpteen firms | a trio of banks | zero per cent | fourscore years | a quadrillion yen | two lakh | worth billions
one in two firms | third-largest economy | second largest | the fourth most | ranked third | finished fourth | manifold
fourth place | top quartile | a decade ago | a fortnight later | a quarter the size | a third its price
the bottom third | roughly a third. | exactly a quarter. | nearly a fifth of all | tens of firms
half a dozen | half-million people | one-and-a-half-year | a billion-dollar plant | double-digit growth
two to one | a two-to-one lead | one to two | zillions | a zillion | a ratio of unity | a factor of two | equal to unity
exactly a factor of one. | is zero | are exactly zero | fell to zero | zero firms | zero of them | remained zero
low twenties | mid-teens | a percent | XII firms | there are VII plants | 七社 | 三倍 | 二十年 | 百万円
"""

NAMING = """
two plants | the two leaders | one by one | first edition | the second plant | a third plant | half-open
the second half of the year | the other half | one copy of the list | one year | the year before | what an hour yields
per ten million people | for each trillion dollars of output | a billion dollars or more | the nineteen-eighties
two ministries, two accounts | two places may lie far apart | at once | weighted | often | attend | tension | someone
by a third party | a tenth edition | double-check | two-sided | the last quarter
per thousand people | for a million people | worth a billion dollars each
the first quarter of the year | every quarter | quarter by quarter | in the third quarter | second-hand | second to none
World War II | Phase II trials | part IV shows | the IV drip | DC officials | 九州 | 千葉 | 三菱 | counted in billions
net zero | does not begin at zero | came first | the scores of firms | one of two ministries | every other country
a decade | the thirties | redoubled its efforts | a sixth sense | fourth estate | half-year results | halfway
at zero cost | counts as zero | from zero to one | zero-sum | ground zero | one-to-one talks | unity
the ratio of one to the other | a multiple of two others | a factor of one kind | one to another | in zillions
half-hearted | nonetheless | freight | on the one hand | double-edged | double-click | at first | a second opinion
"""


def each(table):
    return [words.strip() for line in table.splitlines() for words in line.split("|") if words.strip()]


@pytest.mark.parametrize("words", each(MEASURING))
def test_a_word_that_measures_is_found_in_any_sentence(words):
    assert MEASURE.search(words)
    assert MEASURE.search(f"In the end it was {words}")


@pytest.mark.parametrize("words", each(NAMING))
def test_a_word_that_only_names_things_passes(words):
    assert MEASURE.search(words) is None
    assert MEASURE.search(f"In the end it was {words}.") is None


def test_what_is_found_is_the_number_with_what_it_counts():
    assert [found[0] for found in MEASURE.finditer("Seven weeks on, at most a tenth, or twice as much.")] == [
        "Seven weeks", "a tenth", "twice",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "lOO plants",
        "OOO",
        "some lO firms",
        "ƷO%",
        "ƷO plants",
        "Ƽ firms",
        "Ꮾ per cent",
        "Ꮞ%",
        "💯 per cent",
        "🥇 it is",
    ],
)
def test_letters_and_pictures_that_stand_for_digits_measure(words):
    assert MEASURE.search(words)


@pytest.mark.parametrize(
    "words",
    [
        "SO IS IT",
        "BIS, ISO, OS and LOS",
        "World War II",
        "we’ll",
        "Łódź",
        "Nguyễn Sơn",
        "Bộ",
        "日本 の 会社",
        "Σ of all",
    ],
)
def test_words_and_names_of_other_alphabets_do_not(words):
    assert not MEASURE.search(words)


def test_the_refusal_says_what_to_write_instead():
    assert refusal("seven\nweeks") == (
        "“seven weeks” measures something; name a finding in braces in its place, such as {name}, "
        "or tell it without the number"
    )


# -- on the page ---------------------------------------------------------------------------------------


def test_words_that_measure_are_named_with_their_cell_and_what_stands_around_them():
    pieces = [("cell method", "The gap is at most\na tenth of the evidence."), ("cell other", "The second plant.")]
    (fault,) = measuring_faults(pieces)
    assert fault.startswith("cell method: “a tenth of” measures something and has no origin, in “")
    assert fault.endswith("in “The gap is at most a tenth of the evidence.”")


def test_every_word_that_measures_is_told():
    assert len(list(measuring_faults([("cell x", "Twice in seven weeks, or half.")]))) == 3

from analysis.rendering.measuring import measuring_faults


def test_words_that_measure_are_named_with_their_cell_and_what_stands_around_them():
    pieces = [("cell method", "The gap is at most\na tenth of the evidence."), ("cell other", "The second plant.")]
    (fault,) = measuring_faults(pieces)
    assert fault.startswith("cell method: “a tenth of” measures something and has no origin, in “")
    assert fault.endswith("in “The gap is at most a tenth of the evidence.”")


def test_every_word_that_measures_is_told():
    assert len(list(measuring_faults([("cell x", "Twice in seven weeks, or half.")]))) == 3

from __future__ import annotations

from chaos.training.people.dice import Dice


def thrown(seed):
    dice = Dice(seed)
    return (
        [dice.number(1, 6) for _ in range(50)],
        dice.pick("abc"),
        dice.shuffled(range(9)),
    )


def test_the_same_seed_gives_the_same_chance_and_another_one_another():
    assert thrown(3) == thrown(3)
    assert thrown(3) != thrown(4)


def test_numbers_reach_both_ends():
    assert set(thrown(1)[0]) == {1, 2, 3, 4, 5, 6}


def test_shuffling_loses_nothing():
    assert sorted(thrown(1)[2]) == list(range(9))


def test_a_share_is_kept_roughly():
    dice = Dice(2)
    assert 250 < sum(dice.chance(0.3) for _ in range(1000)) < 350
